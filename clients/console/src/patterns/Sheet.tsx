import { App, Button } from 'antd';
import { useState } from 'react';
import { api } from '@/api';
import { SpreadsheetReadyDocument } from '@/gql/graphql';
import { t } from '@/words';

/** From where this page came, whatever the server calls itself. */
export function download(url: string): void {
  const { pathname, search } = new URL(url, location.href);
  location.assign(pathname + search);
}

/** A spreadsheet: asked for, waited for, and downloaded. */
export function Sheet({ make, label, primary, done }: { make: () => Promise<{ id: string }>; label?: string; primary?: boolean; done?(): void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const { id } = await make();
      for (let tried = 0; tried < 60; tried += 1) {
        const { node } = await api.ask(SpreadsheetReadyDocument, { id });
        if (node?.__typename !== 'Spreadsheet' || node.state === 'FAILED') throw new Error(t('表格没有做成，请缩小范围再试', 'It could not be made. Try a shorter time.'));
        if (node.state === 'MADE' && node.url) {
          download(node.url);
          return;
        }
        await new Promise((resume) => setTimeout(resume, 700));
      }
      void message.info(t('表格还在做，好了会在消息里告诉您', 'Still at it; your inbox will tell you'));
    } catch (failure) {
      void message.error((failure as Error).message, 6);
    } finally {
      setBusy(false);
      done?.();
    }
  };
  return (
    <Button type={primary ? 'primary' : 'default'} loading={busy} onClick={() => void run()}>
      {label ?? t('下载表格', 'Spreadsheet')}
    </Button>
  );
}
