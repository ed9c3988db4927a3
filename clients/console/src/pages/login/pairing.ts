// Documents of the pairing, by hand.

import type { Typed } from 'shared/api';
import type { Tokens } from 'shared/session';

interface Refusal {
  __typename: 'Refusal';
  code: string;
  message: string;
  field: string | null;
}
export interface Pairing {
  __typename: 'Pairing';
  code: string;
  digits: string;
  qrText: string;
  secret: string;
  until: string;
}

export const AskPairing = `mutation AskPairing($input: AskPairingInput!) {
  askPairing(input: $input) {
    __typename
    ... on Pairing { code digits qrText secret until }
    ... on Refusal { code message field }
  }
}` as unknown as Typed<{ askPairing: Pairing | Refusal }, { input: { purpose: 'LOGIN' | 'SCREEN'; device: string } }>;

export type Taken =
  | ({ __typename: 'Login' } & Tokens)
  | { __typename: 'ScreenKey'; key: string; screen: { id: string } }
  | { __typename: 'PairingWaiting'; until: string; seen: boolean };

export const TakePairing = `mutation TakePairing($input: TakePairingInput!) {
  takePairing(input: $input) {
    __typename
    ... on Login { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }
    ... on ScreenKey { key screen { id } }
    ... on PairingWaiting { until seen }
    ... on Refusal { code message field }
  }
}` as unknown as Typed<{ takePairing: Taken | Refusal }, { input: { code: string; secret: string } }>;
