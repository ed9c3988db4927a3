// What a hall asks of a page: it never sleeps, turns its pages by itself, and is light or dark as the room is.

import { useEffect, useState } from 'react';
import { set, useSettings } from '@/settings';

export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** Which of `count` is shown now; each stays for a while. */
export function useTurns(count: number, seconds: number): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (count < 2) return setTurn(0);
    const timer = setInterval(() => setTurn((shown) => (shown + 1) % count), seconds * 1_000);
    return () => clearInterval(timer);
  }, [count, seconds]);
  return turn < count ? turn : 0;
}

/** Where the browser can, the screen is kept from going dark. */
export function useAwake(): void {
  useEffect(() => {
    const ask = () => {
      if (document.visibilityState === 'visible') void navigator.wakeLock?.request('screen').catch(() => {});
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => document.removeEventListener('visibilitychange', ask);
  }, []);
}

/** Light or dark as the system is, until somebody says otherwise; gives what changes it. */
export function useLight(): () => void {
  const { light } = useSettings();
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const asked = matchMedia('(prefers-color-scheme: dark)');
    const listen = () => setDark(asked.matches);
    asked.addEventListener('change', listen);
    return () => asked.removeEventListener('change', listen);
  }, []);
  const now = light === 'system' ? dark : light === 'dark';
  useEffect(() => {
    document.documentElement.dataset.light = now ? 'dark' : 'light';
  }, [now]);
  return () => set({ light: now ? 'light' : 'dark' });
}
