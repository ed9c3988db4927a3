import { resolve } from 'node:path'
import { defineConfig } from '@tarojs/cli'

// What both clients share lies outside of `src`, and is compiled all the same.
const compile = { include: [resolve(__dirname, '../../shared')] }
// Where the API is, seen from the client: the same host for h5, an address that was declared to WeChat for weapp.
const apiBase = process.env.API_BASE ?? (process.env.TARO_ENV === 'h5' ? '' : 'https://linli.example')

export default defineConfig<'webpack5'>({
  projectName: 'linli-mini',
  designWidth: 375,
  deviceRatio: { 375: 2 },
  sourceRoot: 'src',
  outputRoot: `dist/${process.env.TARO_ENV}`,
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: !process.env.CI },
  alias: {
    '@/shared': resolve(__dirname, '../../shared'),
    '@': resolve(__dirname, '../src'),
  },
  defineConstants: { API_BASE: JSON.stringify(apiBase) },
  mini: {
    compile,
    // Sizes are px as written: type grows by the elder mode, not by the width of the phone.
    postcss: { pxtransform: { enable: false, config: {} } },
  },
  h5: {
    compile,
    publicPath: '/app/',
    staticDirectory: 'static',
    router: { mode: 'hash' },
    webpackChain(chain) {
      chain.entry('app').prepend(resolve(__dirname, '../src/platform/strict.ts'))
      // What two pages need is fetched once: what the app begins with comes in its own file, the rest in one beside the page.
      chain.optimization.splitChunks({
        chunks: 'all',
        minSize: 0,
        cacheGroups: {
          default: false,
          defaultVendors: false,
          libraries: { name: 'libraries', chunks: 'initial', test: /node_modules/, priority: 20 },
          pages: { name: 'pages', chunks: 'async', minChunks: 2, priority: 10 },
        },
      })
      // The looks of Taro's own elements, of which h5 has none; their font is a data URL, which the policy stops.
      chain.resolve.alias.set('@tarojs/components/dist/taro-components/taro-components.css$', false as never)
    },
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
    postcss: {
      autoprefixer: { enable: true, config: {} },
      pxtransform: { enable: false, config: {} },
    },
    devServer: {
      proxy: [{ context: ['/graphql', '/media', '/export'], target: process.env.API_PROXY ?? 'http://127.0.0.1:8080' }],
    },
  },
})
