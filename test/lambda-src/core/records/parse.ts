import { type Notation, QUOTED } from '../../../../lambda-src/core/records/notation';
import { RecordParser, RecordSink, UnreadableFile } from '../../../../lambda-src/core/records/parser';
import type { RecordError } from '../../../../src/contract';

/** What a parser made of a file. */
export interface Parsed {
  /** JSON text, as UTF-8 text again. */
  readonly rows: string[];
  readonly rejected: RecordError[];
  /** The bytes of each rejected record, as latin1. */
  readonly raw: string[];
  readonly unreadable?: RecordError;
}

export type Make = (sink: RecordSink) => RecordParser;

/** Parses a file that arrives in the given chunks, once for each notation of its rows, which must say the same. */
export function parseChunksTwice(make: Make, chunks: Iterable<Buffer>): Parsed {
  const parts = [...chunks];
  const plain = parseChunks(make, parts);
  const rows = plain.rows.map(row => JSON.stringify(row).slice(1, -1));
  expect(parseChunks(make, parts, QUOTED)).toEqual({ ...plain, rows });
  return plain;
}

/** Parses a file that arrives in the given chunks. */
export function parseChunks(make: Make, chunks: Iterable<Buffer>, notation?: Notation): Parsed {
  const rows: string[] = [];
  const rejected: RecordError[] = [];
  const raw: string[] = [];
  const parser = make({
    notation,
    row: json => void rows.push(Buffer.from(json, 'latin1').toString()),
    reject: (error, bytes) => {
      rejected.push(error);
      raw.push(bytes.toString('latin1'));
    },
  });
  try {
    for (const chunk of chunks) parser.push(chunk);
    parser.end();
    return { rows, rejected, raw };
  } catch (error) {
    if (error instanceof UnreadableFile) return { rows, rejected, raw, unreadable: error.at };
    throw error;
  }
}

/** Cuts a file into pieces of one size. */
export function* pieces(file: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

/** Parses a file in one piece, in every two pieces, and byte by byte; all must agree. */
export function parse(make: Make, input: string | Buffer): Parsed {
  const file = Buffer.from(input);
  const whole = parseChunksTwice(make, [file]);
  for (let cut = 1; cut < file.length; cut++) {
    const halves = parseChunks(make, [file.subarray(0, cut), file.subarray(cut)]);
    expect({ cut, ...halves }).toEqual({ cut, ...whole });
  }
  for (const size of [1, 2, 3, 7]) expect({ size, ...parseChunks(make, pieces(file, size)) }).toEqual({ size, ...whole });
  return whole;
}

/** The message of an error, set apart from its place. */
export function placeOf(error: RecordError | undefined): [number, number, number] | undefined {
  return error && [error.line, error.column, error.byteOffset];
}
