import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { openClients } from '../../local/clients';
import { listObjects, type LedgerEntry } from '../../local/ingest-client';
import { isFinal } from '../../local/ingest-files';

/** Where a stack is, as `npm run local` prints it. */
export interface Connection {
  readonly api: string;
  readonly apiKey: string;
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly queue: string;
}

/** Puts one object and waits for its final status. */
export async function ingestOne(connection: Connection, key: string, body: string): Promise<LedgerEntry | undefined> {
  const { s3, destroy } = openClients({ ...connection, accessKeyId: 'test', secretAccessKey: 'test' });
  await s3.send(new PutObjectCommand({ Bucket: connection.bucket, Key: key, Body: body }));
  destroy();
  let entry: LedgerEntry | undefined;
  for (const end = Date.now() + 20_000; Date.now() < end && !(entry && isFinal(entry)); await sleep(100)) {
    entry = (await listObjects(connection)).find((candidate) => candidate.key === key);
  }
  return entry;
}
