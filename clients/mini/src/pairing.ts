// A page is let in by a phone: the page asks and waits; the phone reads the code.
import { useEffect, useState } from 'react'
import { Failed, Refused } from '@/shared/failure'
import type { Tokens } from '@/shared/session'
import { api } from './api'
import { AskPairingDocument, TakePairingDocument, type AskPairingMutation } from './gql/graphql'
import { device } from './platform'

type Pairing = Extract<AskPairingMutation['askPairing'], { __typename: 'Pairing' }>

const EVERY = 2_000
/** How long a page waits to be allowed, by whichever clock. */
const WAITS = 120_000

/** Asks to be let in, waits, and asks again when the two minutes are over. */
export function usePairing(taken: (login: Tokens) => void): { pairing: Pairing | null; seen: boolean; fault: string | null; again(): void } {
  const [pairing, setPairing] = useState<Pairing | null>(null)
  const [seen, setSeen] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    let over = false
    let timer: ReturnType<typeof setTimeout>
    const wait = async (asked: Pairing, until: number): Promise<void> => {
      if (over) return
      if (until <= Date.now()) return setRound((n) => n + 1)
      try {
        const what = await api.do(TakePairingDocument, { input: { code: asked.letters, secret: asked.secret } })
        if (over) return
        if (what.__typename === 'Login') return taken(what)
        if (what.__typename === 'PairingWaiting') setSeen(what.seen)
      } catch (failure) {
        if (over) return
        if (failure instanceof Refused || (failure instanceof Failed && !failure.passing && failure.code !== 'RATE_LIMITED')) {
          setPairing(null)
          return setFault(failure.message)
        }
      }
      timer = setTimeout(() => void wait(asked, until), EVERY)
    }
    const begin = async () => {
      setFault(null)
      setSeen(false)
      try {
        const asked = await api.do(AskPairingDocument, { input: { purpose: 'LOGIN', device } })
        if (over) return
        setPairing(asked)
        timer = setTimeout(() => void wait(asked, Date.now() + WAITS), EVERY)
      } catch (failure) {
        if (over) return
        setPairing(null)
        setFault((failure as Error).message)
      }
    }
    void begin()
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [round])
  return { pairing, seen, fault, again: () => setRound((n) => n + 1) }
}
