// Words beside the place where they are used: Chinese first. The whole page is drawn anew when the language changes.

import * as time from 'shared/time';
import { values, word, type WordsOf } from 'shared/words';
import { language } from '@/settings';

export type Pair = readonly [zh: string, en: string];

export const t = (zh: string, en: string): string => (language() === 'zh' ? zh : en);
export const say = ([zh, en]: Pair): string => t(zh, en);

export const w = (of: WordsOf, value: string | null | undefined): string => word(of, value, language());
export const options = <T extends string>(of: WordsOf): { value: T; label: string }[] =>
  values<T>(of).map((value) => ({ value, label: w(of, value) }));

/** How a person is called here. */
export const name = (person: { shownName: string } | null | undefined): string => person?.shownName || t('未填姓名', 'No name yet');

export const day = (at: string): string => time.day(at, language());
export const moment = (at: string): string => time.dayAndClock(at, language());
/** With its year: on paper it is read another day. */
export const fullDay = (at: string): string => time.day(at, language(), 0);
export const fullMoment = (at: string): string => time.dayAndClock(at, language(), 0);
export const fullSpan = (from: string, to: string): string => time.span(from, to, language(), 0);
export const span = (from: string, to: string): string => time.span(from, to, language());
export const minutes = (count: number): string => time.duration(count, language());
/** How long something has waited, coarsely. */
export function since(at: string): string {
  const past = Math.max(0, Date.now() - Date.parse(at)) / 60_000;
  if (past < 60) return t(`${Math.round(past)}分钟前`, `${Math.round(past)} min ago`);
  if (past < 48 * 60) return t(`${Math.round(past / 60)}小时前`, `${Math.round(past / 60)} h ago`);
  return t(`${Math.round(past / 1440)}天前`, `${Math.round(past / 1440)} days ago`);
}
export const yuan = (fen: number): string => t(`${fen / 100}元`, `¥${fen / 100}`);
/** Lists of names and the like. */
export const comma = (parts: (string | null | undefined | false)[]): string => parts.filter(Boolean).join(t('，', ', '));
export const dot = (parts: (string | null | undefined | false)[]): string => parts.filter(Boolean).join(' · ');
