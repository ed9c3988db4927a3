// This client's wire: `fetch`, with the login kept by the tab and never in an address.

import { Api } from 'shared/api';
import { Failed } from 'shared/failure';
import type { Keep } from 'shared/kept';
import { RefreshDocument } from '@/gql/graphql';
import { language } from '@/settings';

const keep: Keep = {
  get: (name) => sessionStorage.getItem(name),
  set: (name, value) => sessionStorage.setItem(name, value),
  remove: (name) => sessionStorage.removeItem(name),
};

/** Sends to the GraphQL of the server that the page came from. */
export async function post(body: string, headers: Record<string, string>) {
  const answer = await fetch('/graphql', { method: 'POST', body, headers, credentials: 'omit' });
  return { status: answer.status, body: await answer.json().catch(() => null) };
}

const USED = 'linli.used';
const BEGAN = 'linli.began';
/** As the server ends logins of staff: after half an hour without use, and after twelve hours. */
const QUIET = 29 * 60_000;
const LONGEST = 12 * 3_600_000 - 60_000;

/** Why a login that the server has ended may have ended: it says only that it has. */
export function whyEnded(): 'quiet' | 'old' | 'elsewhere' {
  if (Date.now() - Number(keep.get(BEGAN) ?? 0) > LONGEST) return 'old';
  return Date.now() - Number(keep.get(USED) ?? 0) > QUIET ? 'quiet' : 'elsewhere';
}

const listeners = new Set<(loggedIn: boolean) => void>();
/** Told when the login begins or ends; gives what stops it. */
export function onLogin(listener: (loggedIn: boolean) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const api = new Api(
  {
    keep,
    language,
    loggedIn(now) {
      if (now) for (const name of [BEGAN, USED]) keep.set(name, String(Date.now()));
      listeners.forEach((listener) => listener(now));
    },
    tooOld: () => dispatchEvent(new Event('linli:too-old')),
    async send(body, headers) {
      const answer = await post(body, headers);
      // An answer with data was a use of the login; a refusal to go on with it was none.
      const data = (answer.body as { data?: Record<string, unknown> | null } | null)?.data;
      if (data && !('refreshSession' in data)) keep.set(USED, String(Date.now()));
      return answer;
    },
  },
  RefreshDocument,
);

/** Everything that is not GraphQL, with the bearer token: uploads and downloads. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const again = async () => {
    const token = await api.session.access();
    const headers = new Headers(init.headers);
    if (token) headers.set('authorization', `Bearer ${token}`);
    headers.set('accept-language', language());
    try {
      return [token, await fetch(path, { ...init, headers, credentials: 'omit' })] as const;
    } catch {
      throw new Failed('OFFLINE', language() === 'zh' ? '网络不太好，请稍后再试' : 'No connection. Please try again in a moment.');
    }
  };
  const [token, answer] = await again();
  if (answer.status !== 401 || !token || !(await api.session.renew(token))) return answer;
  return (await again())[1];
}
