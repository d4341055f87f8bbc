import { createReadStream, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { contentTypeOf, type DemoFile } from './demo-files';
import { listObjects, type LedgerEntry } from './ingest-client';
import type { Session } from './session';
import { FINAL_STATUSES } from '../src/contract';

const AT_ONCE = 8;
const POLL_MS = 250;

/** Puts files into the bucket, a few at a time. `onProgress` is told how many are there. */
export async function upload({ clients, bucket }: Session, files: readonly DemoFile[], onProgress: (done: number) => void): Promise<void> {
  const waiting = [...files];
  let done = 0;
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      await clients.s3.send(new PutObjectCommand({
        Bucket: bucket,
        Key: file.key,
        Body: createReadStream(file.path),
        ContentLength: statSync(file.path).size,
        ContentType: contentTypeOf(file.key),
      }));
      onProgress(++done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Whether an object has a status that it keeps. */
export function isFinal({ status }: LedgerEntry): boolean {
  return FINAL_STATUSES.includes(status);
}

/**
 * Asks the API until each key has a final status, or until the time is up.
 *
 * @param limitMs - milliseconds
 * @returns the entries of the keys, in the order of the keys, finished or not; a key that the ledger does not know is missing
 */
export async function waitForFinal(
  session: Session, keys: readonly string[], limitMs: number, onProgress: (done: number) => void,
): Promise<LedgerEntry[]> {
  for (const end = Date.now() + limitMs; ;) {
    const byKey = new Map((await listObjects(session)).map((entry) => [entry.key, entry]));
    const entries = keys.flatMap((key) => byKey.get(key) ?? []);
    const done = entries.filter(isFinal).length;
    onProgress(done);
    if (done === keys.length || Date.now() > end) return entries;
    await sleep(POLL_MS);
  }
}
