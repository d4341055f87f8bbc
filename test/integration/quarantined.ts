import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { LedgerEntry } from '../../local/ingest-client';
import { findOutput, type Session } from '../../local/session';
import type { QuarantinedRecords } from '../../src/contract';

/** What is kept of a rejected record. */
export interface QuarantineLine {
  readonly line: number;
  readonly column: number;
  readonly byteOffset: number;
  readonly raw?: string;
  readonly rawBase64?: string;
  readonly error: string;
}

/** Where an entry says that rejected records are kept. */
export function placeOf(entry: LedgerEntry): QuarantinedRecords | null {
  return (entry as LedgerEntry & { quarantine: QuarantinedRecords | null }).quarantine;
}

/** The lines that the entry of an object points to. */
export async function quarantinedLines({ clients: { s3 }, stack: { outputs } }: Session, entry: LedgerEntry): Promise<QuarantineLine[]> {
  const place = placeOf(entry);
  expect(place?.bucket).toBe(findOutput(outputs, 'QuarantineBucketName'));
  const lines: QuarantineLine[] = [];
  for (const { name, records, bytes } of place?.objects ?? []) {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: place?.bucket, Key: `${place?.prefix}${name}` }));
    const text = await body?.transformToString() ?? '';
    expect(Buffer.byteLength(text)).toBe(bytes);
    const found = text.trimEnd().split('\n').map((line) => JSON.parse(line) as QuarantineLine);
    expect(found).toHaveLength(records);
    lines.push(...found);
  }
  return lines;
}
