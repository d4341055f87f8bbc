import fc from 'fast-check';
import { cut, dice, type Dice } from './chunks';
import type { Checkpoint, PartResult, PartState } from '../../../../lambda-src/core/commit/part-state';
import { split } from '../../../../lambda-src/core/commit/split';
import { judge, type Verdict } from '../../../../lambda-src/core/commit/verdict';
import { type OpenObject, OutOfTime, type RowWriter } from '../../../../lambda-src/core/ports';
import { readRecords } from '../../../../lambda-src/core/records/read-records';
import { rowsOf } from '../../../../lambda-src/core/records/tally';
import type { RecordsConfig } from '../../../../src/contract';

const NUM_RUNS = 500;

/** A file held in memory, whose connection brings it in random pieces. */
function objectOf(file: Buffer, throwDice: Dice): OpenObject {
  const range = async function* (from: number, to: number): AsyncGenerator<Buffer> {
    yield* cut(file.subarray(from, to), throwDice);
  };
  return {
    metadata: {
      size: file.length, etag: 'e', versionId: null, contentType: null, checksum: null, userMetadata: {}, tags: {}, lastModified: '2026-01-01T00:00:00.000Z',
    },
    contentEncoding: null,
    identity: 'i',
    body: () => range(0, file.length),
    range,
    discard: () => undefined,
  };
}

/** Stores rows one by one until it has had enough of this invocation. */
function writerOf(rows: Map<number, string>, from: number, durable: number, patience: number): RowWriter {
  let count = from;
  let stored = Math.max(from, durable);
  const waiting: [number, string][] = [];
  const store = async (): Promise<void> => {
    for (; waiting.length > 0; patience--) {
      if (patience <= 0) throw new OutOfTime('slow');
      const [row, json] = waiting.shift() as [number, string];
      rows.set(row, json);
      stored = row;
    }
  };
  return {
    get durable() {
      return stored;
    },
    throttled: true,
    write: (json) => {
      count++;
      if (count > durable) waiting.push([count, json]);
    },
    drain: store,
    flush: store,
    abandon: async () => undefined,
  };
}

/** Reads a part in as many invocations as it takes, each of which ends at random. */
async function readPart(
  key: string, file: Buffer, part: PartState, records: RecordsConfig, throwDice: Dice,
): Promise<{ rows: string[]; result: PartResult }> {
  const rows = new Map<number, string>();
  let checkpoint: Checkpoint | undefined;
  let durable = 0;
  for (let invocation = 0; ; invocation++) {
    const patient = invocation > 50 ? Infinity : throwDice(6);
    let ticks = invocation > 50 ? -Infinity : -throwDice(8);
    const writer = writerOf(rows, checkpoint ? rowsOf(checkpoint) : 0, durable, patient);
    const clock = { now: () => new Date(ticks++) };
    const outcome = await readRecords({ ...part, key, object: objectOf(file, throwDice), writer, records, deadline: 0, clock, checkpoint });
    if (outcome.kind === 'read') {
      return { rows: [...rows.entries()].sort(([a], [b]) => a - b).map(([, json]) => json), result: outcome.result };
    }
    checkpoint = outcome.checkpoint ?? checkpoint;
    durable = writer.durable;
  }
}

const SEQUENTIAL: PartState = { rev: 1, part: 0, of: 1, identity: 'i', seq: 0, durable: 0 };

async function read(key: string, file: Buffer, parts: PartState[], records: RecordsConfig, throwDice: Dice) {
  const readings = await Promise.all(parts.map((part) => readPart(key, file, part, records, throwDice)));
  const verdict = judge(readings.map(({ result }) => result), records);
  return { verdict, rows: readings.flatMap(({ rows }) => rows) };
}

/** Everything but where the rows lie. */
function withoutParts(verdict: Verdict | 'broken'): Verdict | 'broken' {
  if (verdict === 'broken') return verdict;
  const { parts: _, ...rest } = verdict;
  return rest;
}

const line = fc.oneof(
  fc.record({ n: fc.nat(99), s: fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\\', ','), maxLength: 10 }) })
    .map((value) => JSON.stringify(value)),
  fc.constantFrom('', ' ', '{', '[1]', '{"a":1} {"b":2}', '\r'),
);
const field = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'é', '😀', ' '), maxLength: 10 }),
  fc.constantFrom('"x,y"', '"q""q"', '"two\nlines"', '"\r\n"', 'bad"quote'),
);
const lineBreak = fc.constantFrom('\n', '\r\n');
const ndjson = fc.tuple(fc.array(line, { minLength: 1, maxLength: 40 }), lineBreak, fc.boolean())
  .map(([lines, end, last]) => `${lines.join(end)}${last ? end : ''}`);
const csv = fc.tuple(fc.array(fc.array(field, { minLength: 2, maxLength: 3 }), { maxLength: 40 }), lineBreak, fc.boolean())
  .map(([rows, end, last]) => `${['a,b', ...rows.map((row) => row.join(','))].join(end)}${last ? end : ''}`);
const json = fc.array(fc.record({ n: fc.nat(99), s: fc.string({ maxLength: 10 }) }), { maxLength: 30 })
  .map((values) => JSON.stringify(values, null, 1));

test.each([
  ['a.ndjson', ndjson], ['a.csv', csv], ['a.json', json],
])('%s: however often its reading is taken up again, each row is there once and each error in its place', async (key, text) => {
  const records: RecordsConfig = { mode: 'rows', format: { kind: 'detect' }, maxErrorRate: 1 };
  await fc.assert(fc.asyncProperty(text, dice, async (content, throwDice) => {
    const file = Buffer.from(content);
    const whole = await read(key, file, [SEQUENTIAL], records, () => 7);
    expect(await read(key, file, [SEQUENTIAL], records, throwDice)).toEqual(whole);
  }), { numRuns: NUM_RUNS });
});

test.each([
  ['a.ndjson', ndjson], ['a.csv', csv],
])('%s: parts side by side come to what the whole comes to, or are known not to fit', async (key, text) => {
  let runs = 0;
  let fitting = 0;
  await fc.assert(fc.asyncProperty(text, fc.integer({ min: 8, max: 60 }), dice, async (content, partBytes, throwDice) => {
    runs++;
    const records: RecordsConfig = { mode: 'rows', format: { kind: 'detect' }, maxErrorRate: 1, partBytes };
    const file = Buffer.from(content);
    const item = { id: 'id', bucket: 'b', key, rev: 1 };
    const parts = await split(objectOf(file, throwDice), item, records);
    const { verdict, rows } = await read(key, file, parts, records, throwDice);
    const whole = await read(key, file, [SEQUENTIAL], records, () => 7);
    if (verdict === 'broken') {
      expect(content).toMatch(/"/);
      return;
    }
    fitting++;
    expect({ verdict: withoutParts(verdict), rows }).toEqual(whole);
    if (parts.length > 1) expect(verdict.parts?.reduce((sum, count) => sum + count)).toBe(rows.length);
  }), { numRuns: NUM_RUNS });
  expect(fitting).toBeGreaterThan(runs / 4);
});
