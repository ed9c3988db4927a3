import { useState } from 'react'
import { keep } from './keep'

/** What is being typed: there again after "back", until it was sent. */
export function useDraft(name: string): [text: string, change: (text: string) => void] {
  const key = `linli.draft.${name}`
  const [text, setText] = useState(() => keep.get(key) ?? '')
  const change = (next: string) => {
    setText(next)
    if (next) keep.set(key, next)
    else keep.remove(key)
  }
  return [text, change]
}
