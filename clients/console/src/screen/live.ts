// A screen stays connected by itself: it enters by its key, listens until the socket is gone, waits a little and enters
// again. A network that fails without a word is noticed by pings that nobody answers.

import { createClient } from 'graphql-ws';
import { Api } from 'shared/api';
import { Failed, Refused } from 'shared/failure';
import { post } from '@/api';
import { EnterScreenDocument, RefreshDocument } from '@/gql/graphql';
import { language } from '@/settings';
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

/** What a screen of some purpose listens to. */
export interface Listens {
  document: { toString(): string };
  variables: Record<string, unknown>;
}

const PING = 10_000;
const LONGEST = 30_000;

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
        else
          await listen(login.accessToken, listens, (closes) => (close = closes), (data) => {
            tried = 0;
            told.next(data);
          });
      } catch (failure) {
        if (over) return;
        if (failure instanceof Refused && failure.code === 'SCREEN_ENDED') return told.ended(failure.message);
        if (failure instanceof Failed) wait = (failure.more.retryAfterSeconds ?? 0) * 1_000;
      }
      if (over) return;
      told.lost();
      const pause = Math.max(wait, Math.min(LONGEST, 1_000 * 2 ** tried++) * (0.5 + Math.random() / 2));
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

/** One socket, until it is gone. */
function listen(token: string, { document, variables }: Listens, closing: (close: () => void) => void, next: (data: unknown) => void): Promise<void> {
  return new Promise((gone) => {
    let dead: number | undefined;
    const client = createClient({
      url: location.origin.replace(/^http/, 'ws') + '/graphql',
      connectionParams: { authorization: `Bearer ${token}`, 'accept-language': language() },
      retryAttempts: 0,
      keepAlive: PING,
      on: {
        ping: (received) => {
          if (!received) dead = window.setTimeout(() => client.terminate(), PING);
        },
        pong: (received) => {
          if (received) clearTimeout(dead);
        },
        closed: () => {
          clearTimeout(dead);
          gone();
        },
      },
    });
    const leave = () => {
      void client.dispose();
      gone();
    };
    closing(leave);
    client.subscribe(
      { query: document.toString(), variables },
      {
        next: ({ data, errors }) => {
          if (data && !errors?.length) next(data);
          else leave();
        },
        error: (fault) => {
          if (Array.isArray(fault) && fault.some((one) => one.extensions?.code === 'UNKNOWN_DOCUMENT')) outdated();
          leave();
        },
        complete: leave,
      },
    );
  });
}
