import type { ReactNode } from 'react';
import { fullMoment, t } from '@/words';

export interface ColumnToSign {
  name: string;
  /** In millimetres; one without takes what is left. */
  width?: number;
}

/** Rows with room for a signature; what the list is about stands on top of each page. */
export function ListToSign({ title, about, columns, children }: { title: string; about: ReactNode[]; columns: ColumnToSign[]; children: ReactNode }) {
  return (
    <>
      <table>
        <colgroup>
          <col className="number" />
          {columns.map(({ name, width }) => (
            <col key={name} style={width ? { width: `${width}mm` } : undefined} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th className="about" colSpan={columns.length + 1}>
              <h1>{title}</h1>
              {about.filter(Boolean).map((line, index) => (
                <p key={index}>{line}</p>
              ))}
            </th>
          </tr>
          <tr>
            <th className="number">{t('序号', 'No.')}</th>
            {columns.map(({ name }) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      <footer>
        <span>{t('经办人签字：＿＿＿＿＿＿＿＿', 'Signed for the office: ________________')}</span>
        <span>{t('日期：＿＿＿＿＿＿', 'Date: ____________')}</span>
        <span>{t(`打印于${fullMoment(new Date().toISOString())}`, `Printed ${fullMoment(new Date().toISOString())}`)}</span>
      </footer>
    </>
  );
}

/** Cells that somebody writes into. */
export const Empty = ({ count }: { count: number }) => Array.from({ length: count }, (_, index) => <td key={index} />);
