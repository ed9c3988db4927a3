// Days and times as people say them, where the communities are: UTC+8, without summer time, whatever the device says.

export type Language = 'zh' | 'en';

const OFFSET = 8 * 3_600_000;
const DAY = 86_400_000;
const WEEKDAYS = {
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The same moment, such that its UTC fields are those of the communities' clocks. */
const there = (at: number): Date => new Date(at + OFFSET);
const dayNumber = (at: number): number => Math.floor((at + OFFSET) / DAY);
const two = (n: number): string => String(n).padStart(2, '0');

/** `2026-11-29`, the form of `Date`. */
export function dayOf(at: number): string {
  const day = there(at);
  return `${day.getUTCFullYear()}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`;
}

/** 14:00 */
export function clock(time: string): string {
  const at = there(Date.parse(time));
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** 今天, 明天, 昨天, 周四 (of the next six days), 11月28日, 2025年11月28日. Takes a `DateTime` or a `Date`. */
export function day(time: string, language: Language, now = Date.now()): string {
  const at = Date.parse(time.length === 10 ? `${time}T00:00:00+08:00` : time);
  const away = dayNumber(at) - dayNumber(now);
  const date = there(at);
  const zh = language === 'zh';
  if (away === 0) return zh ? '今天' : 'today';
  if (away === 1) return zh ? '明天' : 'tomorrow';
  if (away === -1) return zh ? '昨天' : 'yesterday';
  if (away > 1 && away < 7) return WEEKDAYS[language][date.getUTCDay()]!;
  const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const other = year !== there(now).getUTCFullYear();
  if (zh) return `${other ? `${year}年` : ''}${month + 1}月${dayOfMonth}日`;
  return `${dayOfMonth} ${MONTHS[month]}${other ? ` ${year}` : ''}`;
}

/** 今天 14:00 */
export function dayAndClock(time: string, language: Language, now = Date.now()): string {
  return `${day(time, language, now)} ${clock(time)}`;
}

/** 今天 14:00–16:00, or with the day of the end where it is another. */
export function span(from: string, to: string, language: Language, now = Date.now()): string {
  const sameDay = dayNumber(Date.parse(from)) === dayNumber(Date.parse(to));
  return `${dayAndClock(from, language, now)}–${sameDay ? clock(to) : dayAndClock(to, language, now)}`;
}

/** 1小时30分钟 */
export function duration(minutes: number, language: Language): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (language === 'zh') return `${hours > 0 ? `${hours}小时` : ''}${rest > 0 || hours === 0 ? `${rest}分钟` : ''}`;
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : ''].filter(Boolean).join(' ');
}
