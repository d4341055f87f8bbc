import { gzipSync } from 'node:zlib';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Pipeline } from './pipeline';
import { placeOf, quarantinedLines, type QuarantineLine } from './quarantined';
import { readNdjson } from './readers';
import { s3Event } from './s3-event';
import type { LedgerEntry } from '../../local/ingest-client';
import { findOutput } from '../../local/session';
import { Env, type RecordsConfig } from '../../src/contract';

let pipeline: Pipeline;
let bucket: string;
beforeAll(async () => {
  pipeline = await Pipeline.start();
  bucket = findOutput(pipeline.session.stack.outputs, 'QuarantineBucketName');
});
afterAll(() => pipeline?.stop());

const linesOf = (entry: LedgerEntry): Promise<QuarantineLine[]> => quarantinedLines(pipeline.session, entry);

async function keys(): Promise<string[]> {
  const { Contents: contents = [] } = await pipeline.session.clients.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return contents.map(({ Key = '' }) => Key).sort();
}

/** Runs something while the ingest function has other options, as after a deployment. */
async function withRecords(change: Partial<RecordsConfig>, act: () => Promise<void>): Promise<void> {
  const { clients: { lambda }, stack: { outputs } } = pipeline.session;
  const FunctionName = findOutput(outputs, 'IngestFunctionName');
  const { Environment: { Variables = {} } = {} } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const records = JSON.stringify({ ...JSON.parse(Variables[Env.RECORDS]) as RecordsConfig, ...change });
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: { ...Variables, [Env.RECORDS]: records } } }));
  try {
    await act();
  } finally {
    await pipeline.quiet();
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  }
}

const good = (records: number) => Array.from({ length: records }, (_, n) => `{"n":${n}}`);

describe('each rejected record is kept, once, as it stands in the file', () => {
  const ndjson = [...good(30), '{"n":1}x', ' [1, "é"] ', ...good(10)].join('\n');
  const files: [string, string | Buffer, string[]][] = [
    ['a b/ü.csv', `a,b\n${'1,2\n'.repeat(30)}x,"y\nz",3\n${'1,2\n'.repeat(10)}1\n`, ['x,"y\nz",3', '1']],
    ['a.ndjson', ndjson, ['{"n":1}x', '[1, "é"]']],
    ['a.ndjson.gz', gzipSync(ndjson), ['{"n":1}x', '[1, "é"]']],
    ['a.json', `[${good(20).join(',')},\n [1,\n2], "x"]`, ['[1,\n2]', '"x"']],
  ];

  test.each(files)('%s', async (key, body, raw) => {
    const entry = await pipeline.ingest(key, body);
    expect(entry).toMatchObject({ status: 'COMMITTED', rowsRejected: raw.length });
    expect(placeOf(entry)?.prefix).toBe(`${key}/`);
    const lines = await linesOf(entry);
    expect(lines.map((line) => line.raw)).toEqual(raw);
    expect({ ...lines[0], message: lines[0].error }).toMatchObject(entry.firstError ?? {});
  });

  test('bytes that are no text come back as they were', async () => {
    const bad = Buffer.from([0x7b, 0xff, 0x00, 0xc3, 0x7d]);
    const entry = await pipeline.ingest('binary.ndjson', Buffer.concat([Buffer.from(`${good(20).join('\n')}\n`), bad]));
    const [{ rawBase64 }] = await linesOf(entry);
    expect(Buffer.from(String(rawBase64), 'base64').equals(bad)).toBe(true);
  });

  test('more of them than fit into one upload', async () => {
    const filler = 'x'.repeat(100_000);
    const records = Array.from({ length: 120 }, (_, n) => n % 2 ? `{"n":${n}}` : `{"n":${n},"t":"${filler}"]`);
    const entry = await pipeline.ingest('large.ndjson', records.join('\n'));
    expect(entry).toMatchObject({ status: 'QUARANTINED', rowsRejected: 60 });
    expect((await linesOf(entry)).map(({ raw }) => raw)).toEqual(records.filter((_, n) => n % 2 === 0));
  });
});

describe('a file that is quarantined as a whole', () => {
  test('keeps what was rejected', async () => {
    const entry = await pipeline.ingest('too many.ndjson', [...good(2), 'bad', 'worse'].join('\n'));
    expect(entry.status).toBe('QUARANTINED');
    expect((await linesOf(entry)).map(({ raw, line }) => [line, raw])).toEqual([[3, 'bad'], [4, 'worse']]);
  });

  test('keeps it up to the place that makes it unreadable', async () => {
    const entry = await pipeline.ingest('cut off.json', `[${good(2).join()}, 1, {"n":`);
    expect(entry.status).toBe('QUARANTINED');
    expect((await linesOf(entry)).map(({ raw }) => raw)).toEqual(['1']);
  });
});

describe('what was quarantined as a whole comes in after the fix, every row of it', () => {
  const lines = (bad: number) => [...good(4), ...Array.from({ length: bad }, (_, n) => `bad ${n}`), ...good(3)];

  test('of the file', async () => {
    const key = 'mended.ndjson';
    const { id, status } = await pipeline.ingest(key, lines(5).join('\n'));
    expect(status).toBe('QUARANTINED');
    expect(await pipeline.rows(key)).toEqual([]);
    const mended = good(12).join('\n');
    const after = await pipeline.ingest(key, mended);
    expect([after.id, after.status, after.rowsWritten, placeOf(after)]).toEqual([id, 'COMMITTED', 12, null]);
    expect(await pipeline.rows(key)).toEqual(readNdjson(mended));
  });

  test('of the options, by a replay of its status', async () => {
    const key = 'options/replayed.ndjson';
    const before = await pipeline.ingest(key, lines(5).join('\n'));
    expect(before.status).toBe('QUARANTINED');
    await withRecords({ maxErrorRate: 0.5 }, async () => {
      const { status, body } = await pipeline.api.call('/jobs', 'POST', { kind: 'replay', status: 'QUARANTINED', prefix: 'options/' });
      expect([status, body]).toEqual([202, expect.any(String)]);
      const after = await pipeline.settled(key, (entry) => entry.status === 'COMMITTED');
      expect(after).toMatchObject({ id: before.id, rowsParsed: 12, rowsWritten: 7, rowsRejected: 5 });
      expect(await pipeline.rows(key)).toEqual(readNdjson([...good(4), ...good(3)].join('\n')));
      expect((await linesOf(after)).map(({ line, raw }) => [line, raw])).toEqual(Array.from({ length: 5 }, (_, n) => [n + 5, `bad ${n}`]));
      expect(placeOf(after)?.objects).not.toEqual(placeOf(before)?.objects);
    });
  });
});

test('where nothing is rejected, nothing is written', async () => {
  const before = await keys();
  const entry = await pipeline.ingest('good.ndjson', good(10).join('\n'));
  expect([entry.status, placeOf(entry)]).toEqual(['COMMITTED', null]);
  expect(await keys()).toEqual(before);
});

test('events that come again write nothing more, and a fixed file has nothing in quarantine', async () => {
  const key = 'fixed later.ndjson';
  const first = await pipeline.ingest(key, [...good(20), 'bad'].join('\n'));
  const before = await keys();
  for (let n = 0; n < 5; n++) await pipeline.send(s3Event({ bucket: pipeline.session.bucket, key }));
  await pipeline.quiet();
  expect(await keys()).toEqual(before);
  expect(await linesOf(await pipeline.entry(key))).toHaveLength(1);
  expect(placeOf(await pipeline.entry(key))).toEqual(placeOf(first));

  const second = await pipeline.ingest(key, good(21).join('\n'));
  expect([second.status, second.rowsWritten, placeOf(second)]).toEqual(['COMMITTED', 21, null]);
});

test('no record is told in an answer or a log', async () => {
  const secret = 'c0rrect-h0rse';
  const entry = await pipeline.ingest('secret.ndjson', [...good(20), `{"password":"${secret}"`].join('\n'));
  expect((await linesOf(entry))[0].raw).toContain(secret);
  expect(JSON.stringify(entry)).not.toContain(secret);
  expect(pipeline.session.emulator.logTail(1_000)).not.toContain(secret);
});

test('nothing is given up', async () => {
  await pipeline.quiet();
  expect(await pipeline.deadLetters()).toBe(0);
});
