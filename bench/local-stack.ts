import { isDeepStrictEqual } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { SuiteOptions } from './measure';
import { http } from '../local/http';
import type { LedgerEntry } from '../local/ingest-client';
import { waitForFinal } from '../local/ingest-files';
import { startSession, type Session } from '../local/session';

const KEY = 'orders.csv';
const LIMIT_MS = 120_000;
const IN_FLIGHT = 4;
const WARM_UP = 40;

/**
 * `GET /objects/{id}` per second through the gateway of the local stack, a few at once: what the emulator can do, not AWS. Throws where an
 * answer is wrong.
 */
export async function requestsPerSecond({ quick, progress }: SuiteOptions): Promise<number> {
  const session = await startSession({ onProgress: (step) => progress(`api, local stack: ${step}`) });
  try {
    await session.clients.s3.send(new PutObjectCommand({ Bucket: session.bucket, Key: KEY, Body: 'id,price\n1,2.50\n' }));
    const [entry] = await waitForFinal(session, [KEY], LIMIT_MS, () => undefined);
    progress('api, local stack: reading');
    await read(session, entry, WARM_UP);
    const requests = quick ? 100 : 500;
    const start = performance.now();
    await read(session, entry, requests);
    return requests / ((performance.now() - start) / 1e3);
  } finally {
    await session.stop();
  }
}

async function read({ api, apiKey }: Session, entry: LedgerEntry, requests: number): Promise<void> {
  let left = requests;
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (left-- > 0) {
      const { status, body } = await http(`${api}/objects/${entry.id}`, { headers: { 'x-api-key': apiKey } });
      if (status !== 200 || !isDeepStrictEqual(JSON.parse(body), entry)) throw new Error(`the local stack answered ${status}: ${body.slice(0, 500)}`);
    }
  }));
}
