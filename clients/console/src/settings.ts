// What a person sets on this computer: language and light. Kept by the browser; nothing personal.

import { useSyncExternalStore } from 'react';
import type { Language } from 'shared/time';

export type Light = 'light' | 'dark' | 'system';
export interface Settings {
  language: Language;
  light: Light;
}

const NAME = 'linli.settings';
const listeners = new Set<() => void>();

function read(): Settings {
  const usual: Settings = { language: 'zh', light: 'system' };
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(NAME) ?? '{}') as Partial<Settings>) };
  } catch {
    return usual;
  }
}

let settings = read();

export const language = (): Language => settings.language;

export function set(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(NAME, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  for (const listener of listeners) listener();
}

export function useSettings(): Settings {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => settings,
  );
}
