// What waits at the left, one of it at the right. After a decision the next opens by itself; one that fails comes back.

import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Empty, Input, Skeleton, type InputRef } from 'antd';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { pages } from '@/pages';
import { link, put, useParam, usePlace } from '@/route';
import { useViewer } from '@/viewer';
import { longest, useWaiting } from '@/waiting';
import { say, t } from '@/words';
import { useKeys } from './keys';
import { Fault } from './Page';
import type { Pages } from './usePages';

export interface Decision<T> {
  key: string;
  label: string;
  primary?: boolean;
  danger?: boolean;
  /** The words for why, offered to be taken as they are; without any, no reason is asked for. */
  reasons?: string[];
  when?: (item: T) => boolean;
  decide(item: T, reason: string): Promise<unknown>;
}

export function Queue<T extends { id: string }>({
  pages,
  line,
  item,
  decisions,
  empty,
}: {
  pages: Pages<T>;
  line: (item: T) => { title: ReactNode; aside?: ReactNode; under?: ReactNode };
  item: (item: T) => ReactNode;
  decisions: Decision<T>[];
  empty: string;
}) {
  const { message } = App.useApp();
  const client = useQueryClient();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Decision<T> | null>(null);
  const [reason, setReason] = useState('');
  const input = useRef<InputRef>(null);
  const list = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => pages.rows.filter((row) => !gone.has(row.id)), [pages.rows, gone]);
  const asked = useParam('item');
  const index = Math.max(0, rows.findIndex((row) => row.id === asked));
  const current = rows[index] ?? null;

  const show = (row: T | undefined) => {
    setAsking(null);
    setReason('');
    put({ item: row?.id ?? null });
  };
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
    if (rows.length - index < 5 && !pages.loadingMore) pages.more?.();
  }, [current?.id, rows.length]);
  useEffect(() => {
    if (asking) input.current?.focus();
  }, [asking]);

  const decide = async (decision: Decision<T>, why: string) => {
    const decided = current;
    if (!decided) return;
    setGone((before) => new Set(before).add(decided.id));
    show(rows[index + 1] ?? rows[index - 1]);
    try {
      await decision.decide(decided, why);
      void client.invalidateQueries({ queryKey: ['queues'] });
    } catch (failure) {
      void message.error((failure as Error).message, 6);
      setGone((before) => new Set([...before].filter((id) => id !== decided.id)));
      pages.again();
    }
  };
  const choose = (decision: Decision<T>) => {
    if (!current || (decision.when && !decision.when(current))) return;
    if (decision.reasons) setAsking(decision);
    else void decide(decision, '');
  };

  const down = () => show(rows[Math.min(index + 1, rows.length - 1)]);
  const up = () => show(rows[Math.max(index - 1, 0)]);
  useKeys({
    j: down,
    ArrowDown: down,
    k: up,
    ArrowUp: up,
    ...Object.fromEntries(decisions.map((decision) => [decision.key, () => choose(decision)])),
  });

  if (pages.fault) return <Fault fault={pages.fault} again={pages.again} />;
  if (pages.loading) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (!current) return <Done empty={empty} />;
  return (
    <div className="queue">
      <div className="paper waits" role="listbox" aria-label={t('等待处理', 'What waits')} ref={list}>
        {rows.map((row) => {
          const { title, aside, under } = line(row);
          return (
            <button key={row.id} type="button" role="option" className="line" aria-selected={row.id === current.id} onClick={() => show(row)}>
              <span className="top">
                <b>{title}</b>
                <span className="soft">{aside}</span>
              </span>
              <div className="under">{under}</div>
            </button>
          );
        })}
      </div>
      <article className="paper one">
        <div className="text" key={current.id}>
          {item(current)}
        </div>
        <footer>
          {asking ? (
            <form
              className="stack"
              onSubmit={(event) => {
                event.preventDefault();
                if (reason.trim()) void decide(asking, reason.trim());
              }}
            >
              <div className="row">
                {asking.reasons?.map((words) => (
                  <Button key={words} size="small" onClick={() => (setReason(words), input.current?.focus())}>
                    {words}
                  </Button>
                ))}
              </div>
              <div className="row" style={{ flexWrap: 'nowrap' }}>
                <Input
                  ref={input}
                  value={reason}
                  maxLength={200}
                  placeholder={t('写一句原因，对方会看到', 'Say why in a sentence; they will read it')}
                  onChange={(event) => setReason(event.target.value)}
                  onKeyDown={(event) => event.key === 'Escape' && setAsking(null)}
                />
                <Button htmlType="submit" type="primary" danger={asking.danger} disabled={!reason.trim()}>
                  {asking.label}
                </Button>
                <Button onClick={() => setAsking(null)}>{t('返回', 'Back')}</Button>
              </div>
            </form>
          ) : (
            <div className="row">
              {decisions
                .filter((decision) => !decision.when || decision.when(current))
                .map((decision) => (
                  <Button key={decision.key} type={decision.primary ? 'primary' : 'default'} danger={decision.danger} size="large" onClick={() => choose(decision)}>
                    {decision.label} <kbd>{decision.key}</kbd>
                  </Button>
                ))}
              <span className="soft">{t('处理完自动打开下一条', 'The next opens by itself')}</span>
            </div>
          )}
        </footer>
      </article>
    </div>
  );
}

/** A queue of which nothing is left; on to the next. */
function Done({ empty }: { empty: string }) {
  const { waits } = useWaiting();
  const { path } = usePlace();
  const next = longest(waits.filter((one) => one.path !== path));
  const on = next?.path ?? '/today';
  const { abilities } = useViewer();
  return (
    <Empty style={{ marginTop: '15vh' }} description={empty}>
      {abilities.includes('REVIEW_WISHES') && (
        <Button type={next ? 'primary' : 'default'} autoFocus href={link(on)}>
          {next ? t(`去“${nameOf(on)}”，${next.waiting}件在等`, `On to “${nameOf(on)}”: ${next.waiting} wait`) : t('看看今天有什么', 'See what is on today')} <kbd>Enter</kbd>
        </Button>
      )}
    </Empty>
  );
}

const nameOf = (path: string) => say(pages.find((page) => page.path === path)!.name);
