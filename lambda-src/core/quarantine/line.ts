import { isUtf8 } from 'node:buffer';
import type { RecordError } from '../../../src/contract';
import { MAX_RAW_BYTES } from '../records/limits';
import { wholeCharacters } from '../records/utf8';

/** What is kept of a rejected record. */
export interface QuarantineLine extends Omit<RecordError, 'message'> {
  /** The record as it stands in the file. Instead of it, `rawBase64` where its bytes are not UTF-8. */
  readonly raw?: string;
  readonly rawBase64?: string;
  /** Only the beginning of the record is here: it has more than {@link MAX_RAW_BYTES} bytes. */
  readonly truncated?: true;
  readonly error: string;
}

/** A rejected record as one line of NDJSON, with its line break. */
export function quarantineLine({ message, ...place }: RecordError, raw: Buffer): Buffer {
  const truncated = raw.length > MAX_RAW_BYTES;
  const line: QuarantineLine = { ...place, ...textOf(raw, truncated), ...truncated && { truncated }, error: message };
  return Buffer.from(`${JSON.stringify(line)}\n`);
}

function textOf(raw: Buffer, truncated: boolean): Pick<QuarantineLine, 'raw' | 'rawBase64'> {
  const text = truncated ? raw.subarray(0, wholeCharacters(raw, MAX_RAW_BYTES)) : raw;
  return isUtf8(text) ? { raw: text.toString('utf8') } : { rawBase64: raw.toString('base64', 0, MAX_RAW_BYTES) };
}
