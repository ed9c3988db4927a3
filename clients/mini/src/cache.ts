// What was answered last, by document and variables: shown at once when a page comes back, and asked for again behind it.

import { forgetAnswers } from './kept'

export interface Entry<T = unknown> {
  data: T
  /** When it was asked; 0 once an act may have changed it. */
  at: number
}

const entries = new Map<string, Entry>()
const listeners = new Map<string, Set<() => void>>()
const touched = new Set<() => void>()

export function keyOf(document: { toString(): string; __meta__?: Record<string, unknown> }, variables: unknown): string {
  return `${String(document.__meta__?.hash ?? document.toString())} ${JSON.stringify(variables)}`
}

export const read = <T>(key: string): Entry<T> | undefined => entries.get(key) as Entry<T> | undefined

export function write<T>(key: string, data: T, at = Date.now()): void {
  entries.set(key, { data, at })
  for (const listener of [...(listeners.get(key) ?? [])]) listener()
}

export function listen(key: string, listener: () => void): () => void {
  const heard = listeners.get(key) ?? new Set()
  listeners.set(key, heard.add(listener))
  return () => heard.delete(listener)
}

/** Everything may have changed: what is on the page is asked for again now, all else when it is next shown. */
export function stale(): void {
  for (const [key, entry] of entries) entries.set(key, { ...entry, at: 0 })
  for (const refresh of [...touched]) refresh()
}

export function onStale(refresh: () => void): () => void {
  touched.add(refresh)
  return () => touched.delete(refresh)
}

/** Another person may log in here. */
export function forget(): void {
  entries.clear()
  forgetAnswers()
}
