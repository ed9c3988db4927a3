// One subscription over a socket of its own. A network that fails without a word is noticed by pings that nobody answers.

import { createClient } from 'graphql-ws';
import { language } from '@/settings';

export interface Listens {
  document: { toString(): string };
  variables: Record<string, unknown>;
}

const PING = 10_000;
/** The server's word for a login that has ended. */
export const LOGIN_ENDED = 4403;

/** Listens until the socket is gone; gives its close code, and the code of the error that ended it, if one did. */
export function listen(
  token: string,
  { document, variables }: Listens,
  next: (data: unknown) => void,
  closing: (close: () => void) => void,
): Promise<{ close: number | null; error: string | null }> {
  return new Promise((gone) => {
    let dead: number | undefined;
    let error: string | null = null;
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
        closed: (event) => {
          clearTimeout(dead);
          gone({ close: (event as CloseEvent | undefined)?.code ?? null, error });
        },
      },
    });
    const leave = () => {
      clearTimeout(dead);
      void client.dispose();
      gone({ close: null, error });
    };
    closing(leave);
    client.subscribe(
      { query: document.toString(), variables },
      {
        next: ({ data, errors }) => {
          if (data && !errors?.length) return next(data);
          error = String(errors?.[0]?.extensions?.code ?? 'INTERNAL_SERVER_ERROR');
          leave();
        },
        error: (fault) => {
          // Else the socket is closing, and says so itself.
          if (!Array.isArray(fault)) return;
          error = String(fault[0]?.extensions?.code ?? 'INTERNAL_SERVER_ERROR');
          leave();
        },
        complete: leave,
      },
    );
  });
}

/** How long to wait before the next try, so that all screens of a city do not come back at once. */
export const backOff = (tried: number): number => Math.min(30_000, 1_000 * 2 ** tried) * (0.5 + Math.random() / 2);
