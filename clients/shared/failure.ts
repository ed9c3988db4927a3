// What can keep an answer from a person. Each carries words that can be shown as they are.

/** A rule said no: the answer of a mutation, typed. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
    this.name = 'Refused';
  }
}

/** Everything else: an entry of `errors`, an HTTP status, or no network at all (`OFFLINE`). */
export class Failed extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly more: {
      field?: string | null;
      refusal?: string | null;
      requestId?: string | null;
      retryAfterSeconds?: number | null;
    } = {},
  ) {
    super(message);
    this.name = 'Failed';
  }

  /** Whether the same request may do better in a moment. */
  get passing(): boolean {
    return this.code === 'OFFLINE' || this.code === 'UNAVAILABLE';
  }
}
