// Answers that outlive the app: shown when it is opened again, and where there is no network. Another person's are not.
import { keep } from './keep'

const NAME = 'linli.answers'
/** A phone keeps few of them: the latest. */
const MOST = 12

type Answers = Record<string, { key: string; data: unknown }>

function all(): Answers {
  try {
    return JSON.parse(keep.get(NAME) ?? '{}') as Answers
  } catch {
    return {}
  }
}

export function keptAnswer<Data>(name: string, key: string): Data | undefined {
  const found = all()[name]
  return found?.key === key ? (found.data as Data) : undefined
}

export function keepAnswer(name: string, key: string, data: unknown): void {
  const { [name]: _, ...others } = all()
  const latest = Object.entries(others).slice(1 - MOST)
  keep.set(NAME, JSON.stringify({ ...Object.fromEntries(latest), [name]: { key, data } }))
}

export const forgetAnswers = (): void => keep.remove(NAME)
