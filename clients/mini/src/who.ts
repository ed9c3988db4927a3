// Whose login this is, also where there is no network to ask: what is kept for one account is never handed in by another.
import { keep } from './keep'

const NAME = 'linli.who'

export const who = (): string | null => keep.get(NAME)
export const forgetWho = (): void => keep.remove(NAME)

/** Answers that say who one is say so here. */
export function learn(answer: unknown): void {
  const id = (answer as { viewer?: { id?: string } } | null)?.viewer?.id
  if (id && id !== who()) keep.set(NAME, id)
}
