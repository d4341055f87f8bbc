import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { Pipeline } from './pipeline';
import { readCsv } from './readers';
import type { LedgerEntry } from '../../local/ingest-client';

/** Objects; `STRESS=1000` makes it the size that is promised. */
const OBJECTS = Number(process.env.STRESS ?? 300);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const AT_ONCE = 32;
const LIMIT_MS = 120_000 + OBJECTS * 200;

/** What is done to one key, in order: a body is put, null deletes. */
type Changes = (string | null)[];

function plan(random: () => number): Map<string, Changes> {
  const upTo = (most: number) => Math.floor(random() * most);
  const file = (key: string, version: number, rows: number) =>
    `key,version,n\n${Array.from({ length: rows }, (_, n) => `${key},${version},${n}\n`).join('')}`;
  return new Map(Array.from({ length: OBJECTS }, (_, index) => {
    const key = `${String.fromCharCode(97 + upTo(26))}/${index}.csv`;
    const rows = 1 + upTo(random() < 0.02 ? 900 : 60);
    const changes: Changes = [file(key, 1, rows)];
    if (random() < 0.2) changes.push(file(key, 2, 1 + upTo(random() < 0.5 ? rows : 2 * rows)));
    if (random() < 0.05) changes.push(null);
    return [key, changes];
  }));
}

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline?.stop());

/** Puts as fast as one client can. A key is in the list once at a time, so its changes keep their order. */
async function play(changes: Map<string, Changes>): Promise<void> {
  const waiting = [...changes];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [key, [change, ...later]] = next;
      await (change === null ? pipeline.remove(key) : pipeline.put(key, change));
      if (later.length > 0) waiting.push([key, later]);
    }
  }));
}

test(`A13, D12: ${OBJECTS} objects put at once, 20 % overwritten, 5 % deleted: every row is right (SEED=${SEED})`, async () => {
  const generator = xoroshiro128plus(SEED);
  const changes = plan(() => uniformFloat64(generator));
  await play(changes);
  await pipeline.quiet(LIMIT_MS);

  const entries = await pipeline.api.all<LedgerEntry>('/objects', { limit: '1000' });
  expect(entries.map(({ key }) => key)).toEqual([...changes.keys()].sort());
  for (const { id, key, ...entry } of entries) {
    const last = changes.get(key)?.at(-1);
    const rows = typeof last === 'string' ? readCsv(last) : [];
    expect({ key, status: entry.status, rowsWritten: entry.rowsWritten, rowsRejected: entry.rowsRejected })
      .toEqual({ key, status: last === null ? 'DELETED' : 'COMMITTED', rowsWritten: rows.length, rowsRejected: 0 });
    expect({ key, rows: await pipeline.api.rows(id) }).toEqual({ key, rows });
  }
  expect(await pipeline.deadLetters()).toBe(0);
}, LIMIT_MS + 60_000);
