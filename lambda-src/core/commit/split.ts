import type { PartState } from './part-state';
import { DEFAULT_PART_BYTES, type LedgerItem, type RecordsConfig } from '../../../src/contract';
import type { OpenObject } from '../ports';
import { createParser } from '../records/create-parser';
import { decompress } from '../records/decompress';
import { type ResolvedFormat, resolveFormat } from '../records/format';
import { limitsOf, MAX_RECORD_BYTES, REGION_BYTES } from '../records/limits';
import { type ParseOptions, type ParserMark, type RecordSink, UnreadableFile } from '../records/parser';
import { rowPlan } from '../schema/row-plan';

/** More parts would make the ledger's item large; larger files have larger parts. */
export const MAX_PARTS = 256;

/** A longer header is not copied into every part. */
const MAX_HEADER_BYTES = 16 * 1024;

const NOWHERE: RecordSink = { row: () => undefined, reject: () => undefined };

/** How an object is read: as a whole, or a large file of lines in ranges side by side. */
export async function split(object: OpenObject, item: LedgerItem, records: RecordsConfig): Promise<PartState[]> {
  const { size } = object.metadata;
  const bytes = Math.max(records.partBytes ?? DEFAULT_PART_BYTES, Math.ceil(size / MAX_PARTS));
  const common = { rev: item.rev, identity: object.identity, seq: 0, durable: 0 };
  const header = size > 2 * bytes && !item.latest?.sequential ? await linesOf(object, item.key, records) : undefined;
  if (header === undefined) return [{ ...common, part: 0, of: 1 }];
  const count = Math.ceil(size / bytes);
  return Array.from({ length: count }, (_, part) => ({
    ...common, ...header, part, of: count, range: { from: part * bytes, to: Math.min(size, (part + 1) * bytes) },
  }));
}

/** What the parts of a file of lines have to know of its beginning; undefined where it is none, or where its first bytes are worth an error. */
async function linesOf(object: OpenObject, key: string, records: RecordsConfig): Promise<Pick<PartState, 'csv'> | undefined> {
  const limits = limitsOf(records.limits);
  // Read in one sequence, it ends as soon as it is known to be too large.
  if (object.metadata.size > limits.bytes) return undefined;
  try {
    const format = resolveFormat(records.format, { key, contentType: object.metadata.contentType, contentEncoding: object.contentEncoding });
    if (format.packing || (format.kind !== 'csv' && format.kind !== 'ndjson')) return undefined;
    // A part of a CSV file may begin inside quotes, which is known when all parts are read: too late for records that are seen at once.
    if (records.mode === 'upsert' && format.kind === 'csv') return undefined;
    return await beginning(object, format, { limits, plan: rowPlan(records) });
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}

async function beginning(object: OpenObject, format: ResolvedFormat, options: ParseOptions): Promise<Pick<PartState, 'csv'> | undefined> {
  const parser = createParser(format, NOWHERE, options);
  let transformed = false;
  const end = Math.min(object.metadata.size, MAX_RECORD_BYTES + REGION_BYTES);
  for await (const chunk of decompress(object.range(0, end), undefined, options.limits, () => { transformed = true; })) {
    if (transformed) return undefined;
    if (format.kind === 'ndjson') return {};
    parser.push(chunk);
    const csv = parser.mark()?.csv;
    if (csv) return lengthOf(csv) > MAX_HEADER_BYTES ? undefined : { csv };
  }
  return undefined;
}

function lengthOf({ names }: NonNullable<ParserMark['csv']>): number {
  return names.reduce((sum, name) => sum + name.length, 0);
}
