import { Button, Empty, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useLayoutEffect, useRef, useState } from 'react';
import { t } from '@/words';
import { Fault } from './Page';
import type { Pages } from './usePages';

/** A table that fills its place; only the rows in sight are drawn, and more come when it is scrolled to the end. */
export function List<T extends { id: string }>({
  pages,
  columns,
  empty,
  open,
  width = 700,
}: {
  pages: Pages<T>;
  columns: ColumnsType<T>;
  empty: string;
  open?: (row: T) => void;
  width?: number;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(400);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setHeight(Math.max(160, element.clientHeight - 48)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  if (pages.fault) return <Fault fault={pages.fault} again={pages.again} />;
  return (
    <div className="list" style={{ height: '100%' }}>
      <div ref={place} style={{ flex: 1, minHeight: 0 }}>
        <Table<T>
          virtual
          size="small"
          rowKey="id"
          pagination={false}
          loading={pages.loading}
          columns={columns}
          dataSource={pages.rows}
          scroll={{ y: height, x: width }}
          locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} /> }}
          onRow={open && ((row) => ({ onClick: () => open(row), style: { cursor: 'pointer' } }))}
          onScroll={(event) => {
            const at = event.currentTarget as HTMLElement | undefined;
            if (at && at.scrollTop + at.clientHeight > at.scrollHeight - 200 && !pages.loadingMore) pages.more?.();
          }}
        />
      </div>
      <div className="row soft">
        {t(`已显示 ${pages.rows.length} 条`, `${pages.rows.length} shown`)}
        {pages.more && (
          <Button size="small" loading={pages.loadingMore} onClick={pages.more}>
            {t('再看一些', 'More')}
          </Button>
        )}
      </div>
    </div>
  );
}
