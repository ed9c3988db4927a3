import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.LINLI ?? 'http://127.0.0.1:8080';
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  resolve: { alias: { shared: here('../shared'), '@': here('./src') } },
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 1200 },
  server: {
    fs: { allow: [here('..')] },
    proxy: {
      '/graphql': { target: server, ws: true },
      '/media': server,
      '/units': server,
      '/export': server,
    },
  },
});
