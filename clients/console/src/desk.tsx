import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as Antd, ConfigProvider, theme } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Failed } from 'shared/failure';
import { App } from '@/App';
import { useSettings } from '@/settings';

const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content;

// Ant Design measures scroll bars and draws ripples by styles for which it forgets the nonce.
const create = document.createElement.bind(document) as (name: string, options?: ElementCreationOptions) => HTMLElement;
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = create(name, options);
  if (nonce && name === 'style') element.nonce = nonce;
  return element;
}) as typeof document.createElement;

// Enter takes the day that was typed; the form is sent by its button, or by Enter in another field.
addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.target as Element | null)?.closest?.('.ant-picker')) event.preventDefault();
});

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (count, failure) => failure instanceof Failed && failure.passing && count < 2,
    },
  },
});

function useDark(light: string): boolean {
  const asked = matchMedia('(prefers-color-scheme: dark)');
  const [dark, setDark] = useState(asked.matches);
  useEffect(() => {
    const listen = () => setDark(asked.matches);
    asked.addEventListener('change', listen);
    return () => asked.removeEventListener('change', listen);
  }, []);
  return light === 'system' ? dark : light === 'dark';
}

function Root() {
  const { language, light } = useSettings();
  const dark = useDark(light);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
    document.title = language === 'zh' ? '邻里 · 工作台' : 'Linli · Console';
  }, [language]);
  useEffect(() => {
    document.documentElement.dataset.light = dark ? 'dark' : 'light';
  }, [dark]);
  return (
    <ConfigProvider
      csp={nonce ? { nonce } : undefined}
      button={{ autoInsertSpace: false }}
      locale={language === 'zh' ? zh : en}
      theme={{
        algorithm: dark ? [theme.darkAlgorithm] : [theme.defaultAlgorithm],
        token: {
          colorPrimary: dark ? '#e0614f' : '#a8281e',
          colorInfo: dark ? '#e0614f' : '#a8281e',
          colorLink: dark ? '#f08a7a' : '#8f2018',
          colorSuccess: '#2f8f4e',
          colorWarning: '#b7791f',
          // What is soft is still read: 4.5 to 1 on its ground.
          colorError: dark ? '#f07167' : '#c4291d',
          green: dark ? '#5cb878' : '#1f6b36',
          orange: dark ? '#e8a04a' : '#b35f00',
          colorTextTertiary: dark ? '#a39d99' : '#6a6562',
          colorTextDescription: dark ? '#a39d99' : '#6a6562',
          colorTextPlaceholder: dark ? '#a39d99' : '#736e6b',
          borderRadius: 8,
          fontSize: 14,
          fontFamily: '-apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
        },
        components: { Table: { cellPaddingBlockSM: 6, cellPaddingInlineSM: 10 } },
      }}
    >
      <Antd className="root" message={{ maxCount: 3 }}>
        <App key={language} />
      </Antd>
    </ConfigProvider>
  );
}

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={client}>
    <Root />
  </QueryClientProvider>,
);
