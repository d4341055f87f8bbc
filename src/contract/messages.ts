/**
 * What the library itself puts into the queue, beside what S3 sends: JSON text with these members. The version grows when an older
 * handler could misread a newer message.
 */
export const MESSAGE_SOURCE = 'serverless-ingest-api';
export const MESSAGE_VERSION = 1;

/** Says that a key may have changed, as an event of S3 does. */
export interface HintMessage {
  readonly source: typeof MESSAGE_SOURCE;
  readonly version: typeof MESSAGE_VERSION;
  readonly kind: 'hint';
  readonly bucket: string;
  readonly key: string;
  /** Who says so, for the log. */
  readonly reason: 'replay' | 'reconcile' | 'backfill' | 'deferred';
  /** Reads the object again even where what is published was read from this very content: a new generation, as ever. */
  readonly force?: boolean;
  /** How often it was put back already because an attempt was under way. */
  readonly deferrals?: number;
}

/** Asks for a part of a generation that is under way: a range of a large object, or the rest of one that took too long. */
export interface PartMessage {
  readonly source: typeof MESSAGE_SOURCE;
  readonly version: typeof MESSAGE_VERSION;
  readonly kind: 'part';
  readonly bucket: string;
  readonly key: string;
  /** The claim that the part belongs to: it drops itself when a newer one exists. */
  readonly rev: number;
  /** From 0. */
  readonly part: number;
}

/** A message of the library's own. */
export type OwnMessage = HintMessage | PartMessage;

/** Name of the message attribute that tells why a message is in the dead-letter queue, where the handler put it there. */
export const DEAD_LETTER_REASON = 'reason';
