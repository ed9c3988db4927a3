// A pairing before the person's eyes: asked for, polled, and asked for again when its two minutes are over.

import { useEffect, useState } from 'react';
import type { Api } from 'shared/api';
import { Failed, Refused } from 'shared/failure';
import { AskPairingDocument, TakePairingDocument, type AskPairingMutation, type PairingPurpose, type TakePairingMutation } from '@/gql/graphql';

type Pairing = Extract<AskPairingMutation['askPairing'], { __typename: 'Pairing' }>;
/** What a phone allowed: a login, or the key of a hall screen. */
export type Taken = Exclude<TakePairingMutation['takePairing'], { __typename: 'Refusal' | 'PairingWaiting' }>;

const EVERY = 2_000;
/** How long a page waits to be allowed, by whichever clock. */
const WAITS = 120_000;

export interface Paired {
  pairing: Pairing | null;
  /** A phone has opened it. */
  seen: boolean;
  fault: string | null;
  again(): void;
}

export function usePairing(api: Api, purpose: PairingPurpose, device: string, taken: (what: Taken) => void): Paired {
  const [pairing, setPairing] = useState<Pairing | null>(null);
  const [seen, setSeen] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let over = false;
    const begin = async () => {
      try {
        const asked = await api.do(AskPairingDocument, { input: { purpose, device } });
        if (over) return;
        setPairing(asked);
        setSeen(false);
        setFault(null);
      } catch (failure) {
        if (over) return;
        setPairing(null);
        setFault((failure as Error).message);
      }
    };
    void begin();
    return () => {
      over = true;
    };
  }, [api, purpose, device, round]);
  useEffect(() => {
    if (!pairing) return;
    let over = false;
    let timer = 0;
    const until = Date.now() + WAITS;
    const poll = async () => {
      if (until <= Date.now()) return setRound((n) => n + 1);
      try {
        const what = await api.do(TakePairingDocument, { input: { code: pairing.letters, secret: pairing.secret } });
        if (over) return;
        if (what.__typename !== 'PairingWaiting') return taken(what);
        setSeen(what.seen);
      } catch (failure) {
        if (over) return;
        // Refused, used up or forgotten: begin anew, and say why.
        if (failure instanceof Refused || (failure instanceof Failed && failure.code === 'NOT_FOUND')) {
          setPairing(null);
          return setFault(failure.message);
        }
      }
      timer = window.setTimeout(poll, EVERY);
    };
    timer = window.setTimeout(poll, EVERY);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [api, pairing]);
  return { pairing, seen, fault, again: () => setRound((n) => n + 1) };
}
