import { judge, type Verdict } from '../../../../lambda-src/core/commit/verdict';
import type { OpenObject } from '../../../../lambda-src/core/ports';
import { readRecords } from '../../../../lambda-src/core/records/read-records';
import { MAX_KEPT_REJECTS, MAX_ROW_BYTES, type RecordsConfig } from '../../../../src/contract';

interface Reading extends Verdict {
  readonly written: string[];
  readonly flushed: boolean;
  readonly abandoned: boolean;
}

/** Reads a file as the ingest does, with a writer that only remembers. */
async function read(
  key: string, content: string | Buffer, maxErrorRate = 0.1, deadline = Infinity, options: Partial<RecordsConfig> = {},
): Promise<Reading> {
  const written: string[] = [];
  let flushed = false;
  let abandoned = false;
  const bytes = Buffer.from(content);
  const object: OpenObject = {
    metadata: { size: bytes.length, etag: 'e', versionId: null, contentType: null, checksum: null, userMetadata: {}, tags: {}, lastModified: '2026-01-01T00:00:00.000Z' },
    contentEncoding: null,
    identity: 'i',
    async* body() {
      yield bytes;
    },
    async* range(from, to) {
      yield bytes.subarray(from, to);
    },
    discard: () => undefined,
  };
  const writer = {
    durable: 0,
    throttled: false,
    write: (json: string) => void written.push(json),
    drain: async () => undefined,
    flush: async () => { flushed = true; },
    abandon: async () => { abandoned = true; },
  };
  const records = { mode: 'rows', format: { kind: 'detect' }, maxErrorRate, ...options } as const;
  const outcome = await readRecords({ key, object, writer, records, deadline, clock: { now: () => new Date(1000) } });
  if (outcome.kind !== 'read') throw new Error(`the reading is ${outcome.kind}`);
  const verdict = judge([outcome.result], records);
  if (verdict === 'broken') throw new Error('one part cannot be broken');
  return { ...verdict, written, flushed, abandoned };
}

const csv = (good: number, bad: number): string => `a,b\n${'1,2\n'.repeat(good)}${'1\n'.repeat(bad)}`;

test('every record counts as written or rejected', async () => {
  const result = await read('a.csv', csv(95, 5));
  expect(result).toMatchObject({ status: 'COMMITTED', rowsParsed: 100, rowsWritten: 95, rowsRejected: 5, flushed: true, abandoned: false });
  expect(result.written).toHaveLength(95);
  expect(result.firstError).toMatchObject({ line: 97, column: 1, byteOffset: 4 + 95 * 4 });
});

test('the first errors are kept, the rest only counted', async () => {
  const result = await read('a.csv', csv(1000, 50));
  expect(result.rowsRejected).toBe(50);
  expect(result.rejected).toHaveLength(MAX_KEPT_REJECTS);
});

test.each([[90, 10, 'COMMITTED'], [89, 11, 'QUARANTINED'], [0, 1, 'QUARANTINED']])('%i good and %i bad records end %s', async (good, bad, status) => {
  expect((await read('a.csv', csv(good, bad))).status).toBe(status);
});

test('an error rate of 1 commits whatever can be read', async () => {
  expect(await read('a.csv', csv(0, 3), 1)).toMatchObject({ status: 'COMMITTED', rowsWritten: 0, rowsRejected: 3 });
});

test.each([['a.csv', 'a,b\n'], ['a.ndjson', '\n \n'], ['a.json', '[]']])('%s without a record is EMPTY', async (key, content) => {
  expect(await read(key, content)).toMatchObject({ status: 'EMPTY', rowsParsed: 0, firstError: null });
});

test('a file that breaks off is quarantined at the place where it does, whatever was written before', async () => {
  const result = await read('a.json', '[{"a":1},\n{"a":');
  expect(result).toMatchObject({ status: 'QUARANTINED', rowsParsed: 1, rowsWritten: 1, firstError: { line: 2 }, abandoned: true });
});

test('an unknown format is quarantined by name', async () => {
  expect((await read('a.bin', 'x')).firstError?.message).toContain('a.bin');
});

test('a row that no item can hold is rejected at its start', async () => {
  const large = 'x'.repeat(MAX_ROW_BYTES - '{"a":""}'.length);
  const result = await read('a.ndjson', `{"a":"${large}"}\n{"a":"${large}y"}\n{"a":"small"}\n`, 0.5);
  expect(result).toMatchObject({ status: 'COMMITTED', rowsWritten: 2, rowsRejected: 1, firstError: { line: 2, column: 1, byteOffset: MAX_ROW_BYTES + 1 } });
});

test('a file that takes longer than the function may is left unfinished, and nothing more is written', async () => {
  await expect(read('a.csv', csv(3, 0), 0.1, 0)).rejects.toThrow('unfinished');
});

describe('limits', () => {
  const limited = (key: string, content: string | Buffer, limits: RecordsConfig['limits'], rest: Partial<RecordsConfig> = {}) =>
    read(key, content, 1, Infinity, { limits, ...rest });

  test('the row after the last one that is allowed ends the file, at its place', async () => {
    expect(await limited('a.csv', csv(3, 0), { rows: 3 })).toMatchObject({ status: 'COMMITTED', rowsWritten: 3 });
    expect(await limited('a.csv', csv(5, 0), { rows: 3 })).toMatchObject({
      status: 'QUARANTINED',
      rowsWritten: 3,
      abandoned: true,
      firstError: { line: 5, byteOffset: 16, message: 'the file has more than 3 rows: split it, or raise limits.rows' },
    });
  });

  test('a header of too many columns ends the file', async () => {
    expect(await limited('a.csv', 'a,b,c\n1,2,3\n', { columns: 2 })).toMatchObject({
      status: 'QUARANTINED', rowsWritten: 0, firstError: { line: 1, message: expect.stringMatching(/3 columns and 2 are allowed.*limits\.columns/) },
    });
  });

  test.each([
    ['a.ndjson', '{"a":1,"b":2,"c":3}\n{"a":{"b":1,"c":2,"d":3}}\n', { columns: 2 }, 'limits.columns'],
    ['a.json', '[{"a":1,"b":2,"c":3},{"a":{"b":1,"c":2,"d":3}}]', { columns: 2 }, 'limits.columns'],
    ['a.ndjson', '{"a":[[1]]}\n{"a":1}\n', { depth: 2 }, 'limits.jsonDepth'],
    ['a.json', '[{"a":[[1]]},{"a":1}]', { depth: 2 }, 'limits.jsonDepth'],
    ['a.csv', 'a\nxxxxxxxxxxxx\nx\n', { rowBytes: 15 }, '15 are allowed'],
  ])('%s: a record over a limit is rejected, the next one is read', async (key, content, limits, message) => {
    const firstError = { message: expect.stringContaining(message) };
    expect(await limited(key, content, limits)).toMatchObject({ rowsWritten: 1, rowsRejected: 1, firstError });
  });

  test('deeper than usual by option', async () => {
    const deep = `{"a":${'['.repeat(500)}${']'.repeat(500)}}\n`;
    expect(await limited('a.ndjson', deep, {})).toMatchObject({ rowsRejected: 1 });
    expect(await limited('a.ndjson', deep, { depth: 501 })).toMatchObject({ rowsWritten: 1 });
  });

  test('one error more than maxErrors ends the file there and then', async () => {
    expect(await limited('a.csv', csv(10, 3), {}, { maxErrors: 3 })).toMatchObject({ status: 'COMMITTED', rowsRejected: 3, abandoned: false });
    expect(await limited('a.csv', `a,b\n${'1\n'.repeat(9)}`, {}, { maxErrors: 3 }))
      .toMatchObject({ status: 'QUARANTINED', rowsParsed: 4, rowsRejected: 4, firstError: { line: 2 }, abandoned: true });
    expect(await limited('a.csv', csv(10, 1), {}, { maxErrors: 0 })).toMatchObject({ status: 'QUARANTINED' });
  });
});
