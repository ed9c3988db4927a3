// The right of this screen, kept by its browser: it outlives nights without power, and ends when staff end it.

export type Purpose = 'BOARD' | 'OPEN_WISHES' | 'CHECK_IN_CODES';
export interface Known {
  name: string;
  purpose: Purpose;
  community: { id: string; name: string };
}

const KEY = 'linli.screen';
const KNOWN = 'linli.screen.known';

export const key = (): string | null => localStorage.getItem(KEY);
export const keep = (value: string): void => localStorage.setItem(KEY, value);
export function forget(): void {
  localStorage.removeItem(KEY);
  localStorage.removeItem(KNOWN);
}

/** What it was at its last entry, to be shown while nobody answers. */
export function known(): Known | null {
  try {
    return JSON.parse(localStorage.getItem(KNOWN) ?? 'null') as Known | null;
  } catch {
    return null;
  }
}
export const know = (screen: Known): void => localStorage.setItem(KNOWN, JSON.stringify(screen));
