// One way to ask and one way to act, for both clients. How bytes travel is the client's own: `Taro.request` or `fetch`.

import { Failed, Refused } from './failure';
import { Requests, type Keep } from './kept';
import { Session, type Tokens } from './session';

/** A document of `gql/graphql`, with what it takes and gives. */
export interface Typed<Result, Variables> {
  toString(): string;
  __meta__?: Record<string, unknown>;
  __apiType?: (variables: Variables) => Result;
}

export interface Answer {
  status: number;
  body: unknown;
}

export interface Wire {
  /** Sends JSON to `/graphql` and gives what came back; throws if nothing did. */
  send(body: string, headers: Record<string, string>): Promise<Answer>;
  keep: Keep;
  language(): 'zh' | 'en';
  /** Told when there is a login, or none any more. */
  loggedIn?(now: boolean): void;
  /** This client is too old for the server. */
  tooOld?(message: string): void;
}

interface RefusalBranch {
  __typename: 'Refusal';
  code: string;
  message: string;
  field?: string | null;
  retryAfterSeconds?: number | null;
}

interface GraphQLAnswer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
  code?: string;
  message?: string;
  requestId?: string;
}

/** What an act gives if it is not refused: the value of its only field, without the branch of refusals. */
export type Done<Result> = Exclude<Result[keyof Omit<Result, '__typename'>], { __typename: 'Refusal' }>;

type Refreshing = Typed<{ refreshSession: unknown }, { input: { refreshToken: string } }>;

/** How often an act is tried by itself when nobody answers. */
const TRIES = 3;

export class Api {
  readonly session: Session;
  readonly requests: Requests;

  constructor(
    private readonly wire: Wire,
    refresh: Refreshing,
  ) {
    this.requests = new Requests(wire.keep);
    this.session = new Session(
      wire.keep,
      async (held) => {
        const variables = { input: { refreshToken: held.refreshToken } };
        // With the old access token, so that it counts for this login and not for all behind one address.
        const { refreshSession } = await this.exchange(refresh, variables, held.accessToken);
        const next = refreshSession as Tokens | RefusalBranch;
        return isRefusal(next) ? null : next;
      },
      wire.loggedIn,
    );
  }

  /** Asks. Throws `Failed`. */
  async ask<Result, Variables>(document: Typed<Result, Variables>, variables: Variables): Promise<Result> {
    const token = await this.session.access();
    try {
      return await this.exchange(document, variables, token);
    } catch (failure) {
      if (!(failure instanceof Failed) || failure.code !== 'UNAUTHENTICATED' || !token) throw failure;
      if (!(await this.session.renew(token))) throw failure;
      return this.exchange(document, variables, this.session.tokens?.accessToken ?? null);
    }
  }

  /**
   * Acts: a mutation with one field and one `input`. `act` names what the person wants to do, with what it is about
   * (`claimWish:wish_…`); a `requestId` is added under that name and kept until an answer came. Throws `Refused`, or
   * `Failed`, after which the same act may be tried again.
   */
  async act<Result, Input extends { requestId: string }>(
    document: Typed<Result, { input: Input }>,
    act: string,
    input: Omit<Input, 'requestId'>,
  ): Promise<Done<Result>> {
    const requestId = this.requests.begin(act, input);
    const variables = { input: { ...input, requestId } as unknown as Input };
    for (let tried = 1; ; tried += 1) {
      try {
        const done = this.only<Result>(await this.ask(document, variables));
        this.requests.end(act);
        return done;
      } catch (failure) {
        if (failure instanceof Refused) this.requests.end(act);
        if (!(failure instanceof Failed) || !failure.passing || tried === TRIES) throw failure;
        await new Promise((resume) => setTimeout(resume, 400 * tried));
      }
    }
  }

  /** A mutation without a `requestId`, idempotent by nature. Throws `Refused` or `Failed`. */
  async do<Result, Variables>(document: Typed<Result, Variables>, variables: Variables): Promise<Done<Result>> {
    return this.only<Result>(await this.ask(document, variables));
  }

  private only<Result>(result: Result): Done<Result> {
    const values = Object.entries(result as Record<string, unknown>).filter(([name]) => name !== '__typename');
    const value = values[0]?.[1];
    if (isRefusal(value)) throw new Refused(value.code, value.message, value.field, value.retryAfterSeconds);
    return value as Done<Result>;
  }

  private async exchange<Result, Variables>(
    document: Typed<Result, Variables>,
    variables: Variables,
    token: string | null,
  ): Promise<Result> {
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-language': this.wire.language(),
    };
    if (token) headers.authorization = `Bearer ${token}`;
    // The hash finds a known document, the text serves a server that knows none.
    const documentId = document.__meta__?.hash;
    const body = JSON.stringify({ documentId, query: document.toString(), variables });
    let answer: Answer;
    try {
      answer = await this.wire.send(body, headers);
    } catch {
      const zh = this.wire.language() === 'zh';
      throw new Failed('OFFLINE', zh ? '网络不太好，请稍后再试' : 'No connection. Please try again in a moment.');
    }
    const { data, errors, ...fault } = (answer.body ?? {}) as GraphQLAnswer;
    const error = errors?.[0];
    if (error) {
      const { code = 'INTERNAL_SERVER_ERROR', ...more } = error.extensions ?? {};
      throw this.failed(String(code), error.message, more);
    }
    if (!data) throw this.failed(fault.code ?? 'UNAVAILABLE', fault.message ?? `HTTP ${answer.status}`, { ...fault });
    return data as Result;
  }

  private failed(code: string, message: string, more: Failed['more']): Failed {
    if (code === 'UNKNOWN_DOCUMENT') this.wire.tooOld?.(message);
    return new Failed(code, message, more);
  }
}

function isRefusal(value: unknown): value is RefusalBranch {
  return typeof value === 'object' && value !== null && '__typename' in value && value.__typename === 'Refusal';
}
