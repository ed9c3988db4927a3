import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { t } from '@/words';

/** A page: its name, its tools, and one thing below. */
export function Page({ title, tools, children }: { title: ReactNode; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className="page">
      <header>
        <h1>{title}</h1>
        <div className="grow" />
        {tools}
      </header>
      <div className="body">{children}</div>
    </section>
  );
}

export function Fault({ fault, again }: { fault: Error; again(): void }) {
  return (
    <Alert
      type="warning"
      showIcon
      title={fault.message}
      action={
        <Button size="small" onClick={again}>
          {t('再试一次', 'Try again')}
        </Button>
      }
    />
  );
}
