// Where the console is: everything stands behind the `#`, so a link or a reload leads to the same place.

import { useMemo, useSyncExternalStore } from 'react';

export interface Place {
  path: string;
  params: URLSearchParams;
}

function parse(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  return { path: path || '/', params: new URLSearchParams(query) };
}

function write(path: string, params: URLSearchParams): string {
  const query = params.toString();
  return `#${path}${query ? `?${query}` : ''}`;
}

export const here = (): Place => parse(location.hash);

/** The community is kept on the way from page to page, everything else belongs to its page. */
export function link(path: string, params: Record<string, string | null | undefined> = {}): string {
  const next = new URLSearchParams();
  const community = here().params.get('c');
  if (community) next.set('c', community);
  for (const [name, value] of Object.entries(params)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return write(path, next);
}

export function go(path: string, params: Record<string, string | null | undefined> = {}): void {
  location.hash = link(path, params);
}

/** As `go`, without a step in the history. */
export function open(path: string): void {
  history.replaceState(null, '', link(path));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The address of this page with something changed. */
export function at(change: Record<string, string | null | undefined>): string {
  const { path, params } = here();
  for (const [name, value] of Object.entries(change)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  return write(path, params);
}

/** Changes what the address says about this page, without a step in the history. */
export function put(change: Record<string, string | null | undefined>): void {
  history.replaceState(null, '', at(change));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

function listen(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(listen, () => location.hash);
  return useMemo(() => parse(hash), [hash]);
}

export function useParam(name: string): string | null {
  return useSyncExternalStore(listen, () => here().params.get(name));
}
