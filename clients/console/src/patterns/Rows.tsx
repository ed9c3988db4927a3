// A table of plain cells: the browser scrolls hundreds of them without a frame lost, which the table of Ant Design does not.

import { memo, type ReactNode } from 'react';

export interface Column<T> {
  title: ReactNode;
  width?: number;
  align?: 'right';
  /** One line, however long the text is. */
  ellipsis?: boolean;
  dataIndex?: keyof T & string;
  // What stands under `dataIndex` is of as many types as there are columns.
  render?(value: any, row: T): ReactNode;
}

interface Shown<T> {
  rows: T[];
  columns: Column<T>[];
  open?: ((row: T) => void) | undefined;
  width?: number | undefined;
}

export function Rows<T extends { id: string }>({ rows, columns, open, width }: Shown<T>) {
  // Columns without a width share what is left, which must be enough for their words.
  const least = columns.reduce((sum, column) => sum + (column.width ?? 160), 0);
  return (
    <table className={open ? 'rows opens' : 'rows'} style={{ minWidth: Math.max(width ?? 0, least) }}>
      <colgroup>
        {columns.map((column, n) => (
          <col key={n} style={{ width: column.width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column, n) =>
            // A column of buttons needs no name.
            column.title ? <th key={n} scope="col" className={column.align}>{column.title}</th> : <td key={n} />,
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} columns={columns} open={open} />
        ))}
      </tbody>
    </table>
  );
}

const Row = memo(function Row<T extends { id: string }>({ row, columns, open }: { row: T; columns: Column<T>[]; open?: ((row: T) => void) | undefined }) {
  return (
    <tr onClick={open && (() => open(row))}>
      {columns.map((column, n) => {
        const value = column.dataIndex && row[column.dataIndex];
        return (
          <td key={n} className={[column.align, column.ellipsis && 'cut'].filter(Boolean).join(' ') || undefined} title={column.ellipsis && typeof value === 'string' ? value : undefined}>
            {column.render ? column.render(value, row) : (value as ReactNode)}
          </td>
        );
      })}
    </tr>
  );
}) as <T extends { id: string }>(shown: { row: T; columns: Column<T>[]; open?: ((row: T) => void) | undefined }) => ReactNode;
