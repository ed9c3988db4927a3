// Week by week as columns, with the same as a table: what somebody cannot see, they read.

import type { ReactNode } from 'react';
import { t } from '@/words';
import type { Part } from './charts';

export interface Week {
  /** Its Monday. */
  from: string;
  parts: number[];
  /** More about it, for the table alone. */
  more?: ReactNode[];
}

const [WIDTH, HEIGHT, TOP, FOOT] = [960, 240, 20, 22];
/** So many columns have room for their figures. */
const ROOM = 27;

const label = (from: string, last: boolean): string => (last ? t('本周', 'now') : `${Number(from.slice(5, 7))}/${Number(from.slice(8, 10))}`);

export function Weeks({ title, weeks, names, more = [] }: { title: string; weeks: Week[]; names: Omit<Part, 'value'>[]; more?: string[] }) {
  const sums = weeks.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0));
  const most = Math.max(1, ...sums);
  const column = WIDTH / weeks.length;
  const every = Math.ceil(weeks.length / 13);
  const scale = (HEIGHT - TOP - FOOT) / most;
  const highest = sums.indexOf(Math.max(...sums));
  const told = t(`${title}，${weeks.length}周共${sums.reduce((a, b) => a + b, 0)}，最多的一周${sums[highest]}。下面有表格。`, `${title}: ${sums.reduce((a, b) => a + b, 0)} in ${weeks.length} weeks, ${sums[highest]} at most. The table is below.`);
  return (
    <figure className="weeks">
      <svg className="chart wide" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={told}>
        <line x1={0} x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} stroke="var(--line)" />
        {weeks.map((week, index) => {
          let y = HEIGHT - FOOT;
          const last = index === weeks.length - 1;
          const middle = (index + 0.5) * column;
          return (
            <g key={week.from}>
              {week.parts.map((part, at) => {
                const height = part * scale;
                y -= height;
                const { name, color } = names[at]!;
                return (
                  part > 0 && (
                    <rect key={name} x={index * column + column * 0.15} y={y} width={column * 0.7} height={Math.max(1, height - 1)} fill={color}>
                      <title>{`${label(week.from, last)} ${name} ${part}`}</title>
                    </rect>
                  )
                );
              })}
              {weeks.length < ROOM && (
                <text x={middle} y={y - 5} fontSize={13} textAnchor="middle">
                  {sums[index]}
                </text>
              )}
              {(weeks.length - 1 - index) % every === 0 && (
                <text x={middle} y={HEIGHT - 5} fontSize={12} textAnchor="middle">
                  {label(week.from, last)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <details>
        <summary>{t('看成表格', 'As a table')}</summary>
        <table className="plain">
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('哪周（周一）', 'Week (its Monday)')}</th>
              {names.map(({ name }) => (
                <th scope="col" key={name}>{name}</th>
              ))}
              {names.length > 1 && <th scope="col">{t('合计', 'All')}</th>}
              {more.map((name) => (
                <th scope="col" key={name}>{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week, index) => (
              <tr key={week.from}>
                <th scope="row">{week.from}</th>
                {week.parts.map((part, at) => (
                  <td key={names[at]!.name}>{part}</td>
                ))}
                {names.length > 1 && <td>{sums[index]}</td>}
                {week.more?.map((cell, at) => (
                  <td key={more[at]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** What each colour means and how much there is of it; it leads to its list, where there is one. */
export function Legend({ parts }: { parts: (Part & { href?: string })[] }) {
  return (
    <ul className="legend">
      {parts.map(({ name, value, color, href }) => (
        <li key={name}>
          <i style={{ background: color }} /> {href ? <a href={href}>{`${name} ${value}`}</a> : `${name} ${value}`}
        </li>
      ))}
    </ul>
  );
}
