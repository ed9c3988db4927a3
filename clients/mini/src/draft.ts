// What is being typed: there again after "back", until it was sent, or until the person leaves.
import { useState } from 'react'
import { keep } from './keep'

const NAME = 'linli.drafts'

function all(): Record<string, unknown> {
  try {
    return JSON.parse(keep.get(NAME) ?? '{}') as Record<string, unknown>
  } catch {
    return {}
  }
}

/** The draft of this name, and how it is changed; null once it was sent. */
export function useDraft<Draft>(name: string, empty: Draft): [draft: Draft, change: (draft: Draft | null) => void] {
  const [draft, setDraft] = useState<Draft>(() => (all()[name] as Draft | undefined) ?? empty)
  const change = (next: Draft | null) => {
    setDraft(next ?? empty)
    const { [name]: _, ...others } = all()
    keep.set(NAME, JSON.stringify(next === null ? others : { ...others, [name]: next }))
  }
  return [draft, change]
}

export const forgetDrafts = (): void => keep.remove(NAME)
