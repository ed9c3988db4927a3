import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { useDidHide, useDidShow } from '@tarojs/taro'
import type { Typed } from '@/shared/api'
import { Failed } from '@/shared/failure'
import { ask } from './api'
import { keyOf, listen, onStale, read, write } from './cache'
import { keepAnswer, keptAnswer } from './kept'

/** An answer of the last seconds is not asked for again when a page comes back. */
const FRESH = 10_000

const asFailed = (failure: unknown): Failed =>
  failure instanceof Failed ? failure : new Failed('OFFLINE', failure instanceof Error ? failure.message : '')

/** Calls while the page is shown: when it comes back, and when an act may have changed something. */
function useWhileShown(refresh: (onlyIfOld: boolean) => void): void {
  const shown = useRef(true)
  const latest = useRef(refresh)
  latest.current = refresh
  useDidShow(() => {
    shown.current = true
    latest.current(true)
  })
  useDidHide(() => {
    shown.current = false
  })
  useEffect(() => onStale(() => shown.current && latest.current(true)), [])
}

export interface Asked<Data> {
  data: Data | null
  /** Why there is nothing, or nothing newer. */
  failure: Failed | null
  retry(): Promise<void>
  /** Shows a tap before it was answered. Gives what takes it back. */
  change(how: (data: Data) => Data): () => void
}

interface Options {
  /** Under this name the answer also outlives the app: shown when it is opened again. */
  kept?: string
  /** Not yet. */
  skip?: boolean
}

export function useAsk<Data, Variables>(document: Typed<Data, Variables>, variables: Variables, options: Options = {}): Asked<Data> {
  const { kept, skip = false } = options
  const key = keyOf(document, variables)
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const [failure, setFailure] = useState<Failed | null>(null)
  const latest = useRef({ document, variables })
  latest.current = { document, variables }

  if (kept && !skip && !read(key)) {
    const old = keptAnswer<Data>(kept, key)
    if (old) write(key, old, 0)
  }

  const load = useCallback(async () => {
    try {
      const data = await ask(latest.current.document, latest.current.variables)
      write(key, data)
      setFailure(null)
      if (kept) keepAnswer(kept, key, data)
    } catch (why) {
      setFailure(asFailed(why))
    }
  }, [key, kept])

  useEffect(() => listen(key, redraw), [key])
  useEffect(() => {
    setFailure(null)
    // What is opened is asked for, however lately it was shown: a message may have led here.
    if (!skip) void load()
  }, [key, skip, load])
  useWhileShown(() => {
    if (!skip && Date.now() - (read(key)?.at ?? 0) > FRESH && read(key)) void load()
  })

  const change = useCallback(
    (how: (data: Data) => Data) => {
      const before = read<Data>(key)
      if (!before) return () => {}
      write(key, how(before.data), before.at)
      return () => write(key, before.data, 0)
    },
    [key],
  )
  return { data: skip ? null : (read<Data>(key)?.data ?? null), failure, retry: load, change }
}

export interface Connection<Item> {
  edges: { node: Item }[]
  pageInfo: { hasNextPage: boolean; endCursor?: string | null }
}

interface Loaded<Data, Item> {
  /** The rest of the first page's answer. */
  data: Data
  items: Item[]
  end: string | null
}

export interface Listed<Data, Item> {
  data: Data | null
  items: Item[] | null
  failure: Failed | null
  retry(): Promise<void>
  /** Whether there is more to be had. */
  hasMore: boolean
  more(): Promise<void>
  change(how: (item: Item) => Item | null): () => void
}

const PAGE = 20
const MOST = 100

/** A list that is turned page by page, and is as long as it was when one comes back to it. */
export function useList<Data, Variables extends { first?: number | null; after?: string | null }, Item extends { id: string }>(
  document: Typed<Data, Variables>,
  variables: Omit<Variables, 'first' | 'after'>,
  connection: (data: Data) => Connection<Item> | null | undefined,
  options: { skip?: boolean } = {},
): Listed<Data, Item> {
  const { skip = false } = options
  const key = `list ${keyOf(document, variables)}`
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const [failure, setFailure] = useState<Failed | null>(null)
  const turning = useRef(false)
  const latest = useRef({ document, variables, connection })
  latest.current = { document, variables, connection }
  const held = (): Loaded<Data, Item> | undefined => read<Loaded<Data, Item>>(key)?.data

  const page = useCallback(async (first: number, after: string | null) => {
    const { document, variables, connection } = latest.current
    const data = await ask(document, { ...variables, first, after } as unknown as Variables)
    const found = connection(data)
    return {
      data,
      items: found?.edges.map((edge) => edge.node) ?? [],
      end: found?.pageInfo.hasNextPage ? (found.pageInfo.endCursor ?? null) : null,
    }
  }, [])

  const load = useCallback(async () => {
    const had = read<Loaded<Data, Item>>(key)?.data
    try {
      const first = Math.min(MOST, Math.max(PAGE, had?.items.length ?? 0))
      const begin = await page(first, null)
      const known = new Set(begin.items.map((item) => item.id))
      const tail = had && begin.end && had.items.length > first ? had.items.slice(first).filter((item) => !known.has(item.id)) : []
      write(key, { ...begin, items: [...begin.items, ...tail], end: tail.length > 0 ? had!.end : begin.end })
      setFailure(null)
    } catch (why) {
      setFailure(asFailed(why))
    }
  }, [key, page])

  const more = useCallback(async () => {
    const had = read<Loaded<Data, Item>>(key)
    if (turning.current || !had?.data.end) return
    turning.current = true
    try {
      const next = await page(PAGE, had.data.end)
      const known = new Set(had.data.items.map((item) => item.id))
      write(key, { ...had.data, items: [...had.data.items, ...next.items.filter((item) => !known.has(item.id))], end: next.end }, had.at)
      setFailure(null)
    } catch (why) {
      setFailure(asFailed(why))
    } finally {
      turning.current = false
    }
  }, [key, page])

  useEffect(() => listen(key, redraw), [key])
  useEffect(() => {
    setFailure(null)
    // What is opened is asked for, however lately it was shown: a message may have led here.
    if (!skip) void load()
  }, [key, skip, load])
  useWhileShown(() => {
    if (!skip && read(key) && Date.now() - (read(key)?.at ?? 0) > FRESH) void load()
  })

  const change = useCallback(
    (how: (item: Item) => Item | null) => {
      const before = read<Loaded<Data, Item>>(key)
      if (!before) return () => {}
      write(key, { ...before.data, items: before.data.items.flatMap((item) => how(item) ?? []) }, before.at)
      return () => write(key, before.data, 0)
    },
    [key],
  )
  const now = skip ? undefined : held()
  return { data: now?.data ?? null, items: now?.items ?? null, failure, retry: load, hasMore: Boolean(now?.end), more, change }
}
