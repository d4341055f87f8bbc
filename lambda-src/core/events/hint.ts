/** Says that a key of a bucket may have changed. Nothing more: what it holds, only the bucket tells. */
export interface Hint {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** ISO 8601, when S3 says that it happened. */
  readonly time?: string;
  /** Reads the object again even where what is published was read from this very content. */
  readonly force?: boolean;
  /** How often it was put back already. */
  readonly deferrals?: number;
  /** Asks for a part of this generation only, while it is the newest. */
  readonly part?: { readonly rev: number; readonly part: number };
}

/** An event that is not understood: it must not be dropped, so its message ends in the dead-letter queue. */
export class UnreadableEvent extends Error {}

/** So much of a text is quoted in a reason. */
const MAX_QUOTED = 100;

/** What an event says, as far as a reason can quote it: nothing deep, and no more than a line. */
export function quoted(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(cut(value)) : String(value);
}

/** The beginning of a text. */
export function cut(text: string): string {
  return text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED)}…`;
}

/** What a message says, record by record: one that is not understood leaves the others alone. */
export interface Reading {
  readonly hints: Hint[];
  readonly refused: UnreadableEvent[];
}

/** Reads something that says nothing at all where it is not understood. Throws whatever is not {@link UnreadableEvent}. */
export function reading(read: () => Reading): Reading {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableEvent) return { hints: [], refused: [error] };
    throw error;
  }
}

/** Several readings as one. */
export function together(readings: Reading[]): Reading {
  return { hints: readings.flatMap(({ hints }) => hints), refused: readings.flatMap(({ refused }) => refused) };
}
