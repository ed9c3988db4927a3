// A screen stays connected by itself: it enters by its key, listens until the socket is gone, waits a little and enters
// again.

import { Api } from 'shared/api';
import { Failed, Refused } from 'shared/failure';
import { post } from '@/api';
import { EnterScreenDocument, RefreshDocument } from '@/gql/graphql';
import { language } from '@/settings';
import { backOff, listen, type Listens } from '@/socket';
import type { Known } from './key';

const memory = new Map<string, string>();
/** For pairing and for entering. The right of a screen stands in its key, so there is no login to keep. */
export const door = new Api(
  {
    keep: { get: (name) => memory.get(name) ?? null, set: (name, value) => void memory.set(name, value), remove: (name) => void memory.delete(name) },
    language,
    tooOld: () => outdated(),
    send: post,
  },
  RefreshDocument,
);

/** The server knows this page no more: there is a newer one. Not more often than each ten minutes, if there is none. */
function outdated(): void {
  const last = Number(sessionStorage.getItem('linli.screen.reloaded') ?? 0);
  if (Date.now() - last < 600_000) return;
  sessionStorage.setItem('linli.screen.reloaded', String(Date.now()));
  location.reload();
}

export interface Told {
  /** What the screen is; gives what it listens to, if this page knows that purpose. */
  entered(screen: Known): Listens | null;
  next(data: unknown): void;
  /** Nobody answers, since now. */
  lost(): void;
  /** Staff ended it. */
  ended(message: string): void;
}

/** Gives what stops it. */
export function stay(key: string, told: Told): () => void {
  let over = false;
  let close = () => {};
  let wake = () => {};
  let tried = 0;
  const online = () => wake();
  addEventListener('online', online);
  const run = async () => {
    while (!over) {
      let wait = 0;
      try {
        const login = await door.do(EnterScreenDocument, { input: { key } });
        if (over) return;
        const listens = told.entered(login.screen);
        if (!listens) outdated();
        else {
          const { error } = await listen(
            login.accessToken,
            listens,
            (data) => {
              tried = 0;
              told.next(data);
            },
            (closes) => (close = closes),
          );
          if (error === 'UNKNOWN_DOCUMENT') outdated();
        }
      } catch (failure) {
        if (over) return;
        if (failure instanceof Refused && failure.code === 'SCREEN_ENDED') return told.ended(failure.message);
        if (failure instanceof Failed) wait = (failure.more.retryAfterSeconds ?? 0) * 1_000;
      }
      if (over) return;
      // A login ends each quarter of an hour: that is nothing to be told, unless the next entry fails.
      if (tried > 0) told.lost();
      const pause = Math.max(wait, backOff(tried++));
      await new Promise<void>((resume) => {
        wake = resume;
        setTimeout(resume, pause);
      });
    }
  };
  void run();
  return () => {
    over = true;
    removeEventListener('online', online);
    close();
    wake();
  };
}
