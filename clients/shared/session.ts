// The two tokens of a login, and how they are renewed: one refresh at a time, stored before it is used.

import type { Keep } from './kept';

export interface Tokens {
  accessToken: string;
  accessTokenExpiresAt: string;
  refreshToken: string;
  refreshTokenExpiresAt: string;
}

/** As they are kept. */
interface Held extends Tokens {
  /** When they came, by the clock here. */
  came?: number;
}

const NAME = 'linli.login';
/** An access token is renewed this long before its end. */
const EARLY = 60_000;
/** What came this lately is good whatever the clock here says: one that is wrong must not renew with each request. */
const FRESH = 300_000;

export class Session {
  private under_way: Promise<boolean> | null = null;

  constructor(
    private readonly keep: Keep,
    /** Asks for the next tokens; null if the login has ended. Throws when nobody answers. */
    private readonly refresh: (held: Tokens) => Promise<Tokens | null>,
    /** Told when there is a login, or none any more. */
    private readonly changed: (loggedIn: boolean) => void = () => {},
  ) {}

  get tokens(): Held | null {
    try {
      return JSON.parse(this.keep.get(NAME) ?? 'null') as Held | null;
    } catch {
      return null;
    }
  }

  begin(tokens: Tokens): void {
    this.hold(tokens);
    this.changed(true);
  }

  end(): void {
    this.keep.remove(NAME);
    this.changed(false);
  }

  /** The access token to send; renewed first if it is about to end. */
  async access(): Promise<string | null> {
    const held = this.tokens;
    if (!held) return null;
    const now = Date.now();
    if (Math.abs(now - (held.came ?? 0)) < FRESH || Date.parse(held.accessTokenExpiresAt) - now > EARLY) return held.accessToken;
    await this.renew(held.accessToken);
    return this.tokens?.accessToken ?? null;
  }

  /** After an answer `UNAUTHENTICATED` to this access token: whether to ask again. */
  async renew(spent: string): Promise<boolean> {
    const held = this.tokens;
    if (!held) return false;
    // Another request was faster.
    if (held.accessToken !== spent) return true;
    this.under_way ??= this.exchange(held).finally(() => {
      this.under_way = null;
    });
    return this.under_way;
  }

  private async exchange(held: Tokens): Promise<boolean> {
    const next = await this.refresh(held);
    // Logged out, or logged in anew, while the answer was on its way.
    if (this.tokens?.refreshToken !== held.refreshToken) return this.tokens !== null;
    if (next) this.hold(next);
    else this.end();
    return next !== null;
  }

  private hold(tokens: Tokens): void {
    this.keep.set(NAME, JSON.stringify({ ...tokens, came: Date.now() } satisfies Held));
  }
}
