import { Button, Empty, Skeleton } from 'antd';
import { useDeferredValue, useMemo, useRef } from 'react';
import { t } from '@/words';
import { useKeys } from './keys';
import { Fault } from './Page';
import { Rows, type Column } from './Rows';
import type { Pages } from './usePages';

/** A table that fills its place; more rows come when it is scrolled to the end. Keys go from row to row: Enter opens what a row leads to. */
export function List<T extends { id: string }>({
  pages,
  columns,
  empty,
  open,
  width = 700,
}: {
  pages: Pages<T>;
  columns: Column<T>[];
  empty: string;
  open?: (row: T) => void;
  width?: number;
}) {
  const place = useRef<HTMLDivElement>(null);
  const step = (by: 1 | -1) => {
    // Behind a drawer or a question the rows rest.
    if (document.querySelector('.ant-drawer-open, .ant-modal-wrap:not([style*="display: none"])')) return;
    const rows = [...(place.current?.querySelectorAll<HTMLElement>('tbody tr') ?? [])];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    next?.querySelector<HTMLElement>('a, button')?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const [down, up] = [() => step(1), () => step(-1)];
  useKeys({ j: down, ArrowDown: down, k: up, ArrowUp: up });
  // Many rows are drawn between the frames, not within one.
  const drawn = useDeferredValue({ rows: pages.rows, columns, open, width });
  const table = useMemo(() => <Rows {...drawn} />, [drawn]);
  if (pages.fault) return <Fault fault={pages.fault} again={pages.again} />;
  if (pages.loading) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <div className="list" style={{ height: '100%' }}>
      <div
        className="scrolls"
        ref={place}
        tabIndex={0}
        onScroll={({ currentTarget: at }) => {
          if (at.scrollTop + at.clientHeight > at.scrollHeight - 200 && !pages.loadingMore) pages.more?.();
        }}
      >
        {table}
        {pages.rows.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} style={{ padding: '24px 0' }} description={empty} />}
      </div>
      <div className="row soft">
        <span data-testid="shown">{t(`已显示 ${pages.rows.length} 条`, `${pages.rows.length} shown`)}</span>
        {pages.more && (
          <Button data-testid="more" size="small" loading={pages.loadingMore} onClick={pages.more}>
            {t('再看一些', 'More')}
          </Button>
        )}
      </div>
    </div>
  );
}
