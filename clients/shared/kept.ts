// Idempotency keys: made before a mutation is sent, and kept until an answer has come, so that whoever taps again after
// a lost answer does the thing once.

/** Where a client keeps small texts: the storage of the phone or of the browser. */
export interface Keep {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
}

const NAME = 'linli.requests';
/** The server forgets an id after a day; an older one would be a second act. */
const GOOD_FOR = 23 * 3_600_000;

interface Sent {
  id: string;
  input: string;
  at: number;
}

/** A random UUID, also where the platform makes none. It is a key and no secret. */
export function uuid(): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (letter) => {
    const random = Math.floor(Math.random() * 16);
    return (letter === 'x' ? random : (random % 4) + 8).toString(16);
  });
}

export class Requests {
  constructor(
    private readonly keep: Keep,
    private readonly now: () => number = Date.now,
  ) {}

  /** The id of this act: the one that was sent before, if no answer to the same input has come since. */
  begin(act: string, input: unknown): string {
    const all = this.read();
    const text = JSON.stringify(input);
    const sent = all[act];
    if (sent && sent.input === text && this.now() - sent.at < GOOD_FOR) return sent.id;
    const id = uuid();
    this.write({ ...all, [act]: { id, input: text, at: this.now() } });
    return id;
  }

  /** An answer has come, whichever. */
  end(act: string): void {
    const { [act]: _, ...others } = this.read();
    this.write(others);
  }

  private read(): Record<string, Sent> {
    try {
      const all = JSON.parse(this.keep.get(NAME) ?? '{}') as Record<string, Sent>;
      return Object.fromEntries(Object.entries(all).filter(([, sent]) => this.now() - sent.at < GOOD_FOR));
    } catch {
      return {};
    }
  }

  private write(all: Record<string, Sent>): void {
    if (Object.keys(all).length === 0) this.keep.remove(NAME);
    else this.keep.set(NAME, JSON.stringify(all));
  }
}
