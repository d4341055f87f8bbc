import fc from 'fast-check';
import { linesOf, MemoryQuarantine } from './memory';
import { objectId } from '../../../../lambda-src/core/identity';
import { MIN_PIECE_BYTES } from '../../../../lambda-src/core/ports';
import { quarantineLine } from '../../../../lambda-src/core/quarantine/line';
import { nameOf, placeOf } from '../../../../lambda-src/core/quarantine/place';
import { Rejects } from '../../../../lambda-src/core/quarantine/rejects';
import { MAX_RAW_BYTES } from '../../../../lambda-src/core/records/limits';

const ERROR = { line: 2, column: 3, byteOffset: 4, message: 'no' };
const READING = { rev: 7, part: 0, seq: 0 };
const ITEM = { id: objectId('b', 'tenant/a.csv'), key: 'tenant/a.csv' };
const NAME = 'rejected/tenant/a.csv/7-0-0.ndjson';
const rejectsIn = (store: MemoryQuarantine) => new Rejects(store, ITEM, READING, Infinity);
const parsed = (raw: Buffer) => JSON.parse(quarantineLine(ERROR, raw).toString()) as Record<string, unknown>;

describe('a line', () => {
  test('has the place, the record and the error', () => {
    expect(quarantineLine(ERROR, Buffer.from('a,"b\n')).toString()).toBe('{"line":2,"column":3,"byteOffset":4,"raw":"a,\\"b\\n","error":"no"}\n');
  });

  test('property: is one line from which the very bytes come back', () => {
    const bytes = fc.oneof(fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)), fc.uint8Array().map((array) => Buffer.from(array)));
    fc.assert(fc.property(bytes, (raw) => {
      const text = quarantineLine(ERROR, raw).toString();
      expect(text.indexOf('\n')).toBe(text.length - 1);
      const line = parsed(raw);
      const back = line.rawBase64 === undefined ? Buffer.from(String(line.raw)) : Buffer.from(String(line.rawBase64), 'base64');
      expect(back.equals(raw)).toBe(true);
      expect(line.truncated).toBeUndefined();
    }), { numRuns: 1_000 });
  });

  test('says where it is cut, and never cuts a character', () => {
    expect(parsed(Buffer.alloc(MAX_RAW_BYTES, 'x'))).toMatchObject({ raw: 'x'.repeat(MAX_RAW_BYTES) });
    const { raw, truncated } = parsed(Buffer.from(`${'x'.repeat(MAX_RAW_BYTES - 1)}é`));
    expect([raw, truncated]).toEqual(['x'.repeat(MAX_RAW_BYTES - 1), true]);
    const binary = parsed(Buffer.alloc(MAX_RAW_BYTES + 1, 0xff));
    expect(Buffer.from(String(binary.rawBase64), 'base64')).toHaveLength(MAX_RAW_BYTES);
    expect(binary.truncated).toBe(true);
  });
});

describe('a place', () => {
  test('is the object\'s own key behind the prefix', () => {
    expect(placeOf('rejected/', 'tenant/a b.csv', 'id')).toBe('rejected/tenant/a b.csv/');
    expect(nameOf({ rev: 12, part: 3, seq: 4 })).toBe('12-3-4.ndjson');
  });

  test('property: never makes too long a key, never the same one twice, and keeps the beginning', () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 800 }).map((text) => `tenant/${text}`).filter((text) => Buffer.byteLength(text) <= 1024);
    const name = nameOf({ rev: Number.MAX_SAFE_INTEGER, part: 1e9, seq: Number.MAX_SAFE_INTEGER });
    fc.assert(fc.property(key, fc.constantFrom('', 'p'.repeat(250)), (text, prefix) => {
      const other = `${text.slice(0, -1)}~`;
      const place = placeOf(prefix, text, objectId('b', text));
      expect(Buffer.byteLength(place + name)).toBeLessThanOrEqual(1024);
      expect(place.startsWith(`${prefix}tenant/`)).toBe(true);
      if (other !== text) expect(placeOf(prefix, other, objectId('b', other))).not.toBe(place);
    }), { numRuns: 1_000 });
  });
});

describe('the rejected records of a reading', () => {
  test('are one object under the key', async () => {
    const store = new MemoryQuarantine();
    const rejects = rejectsIn(store);
    rejects.add(ERROR, Buffer.from('one'));
    rejects.add({ ...ERROR, line: 9 }, Buffer.from('two'));
    await rejects.drain();
    expect(store.objects.size).toBe(0);
    expect(await rejects.finish()).toEqual({ name: '7-0-0.ndjson', records: 2, bytes: store.objects.get(NAME)?.length });
    expect(linesOf(store.objects.get(NAME))).toMatchObject([{ raw: 'one', line: 2 }, { raw: 'two', line: 9 }]);
  });

  test('are nothing where there are none, or none counts', async () => {
    const store = new MemoryQuarantine();
    expect(await rejectsIn(store).finish()).toBeUndefined();
    const rejects = rejectsIn(store);
    rejects.add(ERROR, Buffer.from('one'));
    expect(await rejects.finish(0)).toBeUndefined();
    expect(store.objects.size).toBe(0);
  });

  test('that do not count any more are left out', async () => {
    const store = new MemoryQuarantine();
    const rejects = rejectsIn(store);
    for (const raw of ['one', 'two', 'three']) rejects.add(ERROR, Buffer.from(raw));
    expect(await rejects.finish(2)).toMatchObject({ records: 2 });
    expect(linesOf(store.objects.get(NAME)).map(({ raw }) => raw)).toEqual(['one', 'two']);
  });

  test('are sent piece by piece, with flat memory', async () => {
    const store = new MemoryQuarantine();
    const rejects = rejectsIn(store);
    const raw = Buffer.alloc(100_000, 'x');
    for (let line = 1; line <= 200; line++) {
      rejects.add({ ...ERROR, line }, raw);
      await rejects.drain();
    }
    expect(store.open.size).toBe(1);
    expect(await rejects.finish()).toMatchObject({ records: 200, bytes: store.objects.get(NAME)?.length });
    expect(linesOf(store.objects.get(NAME)).map(({ line }) => line)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    expect(store.largest).toBeLessThan(MIN_PIECE_BYTES + 200_000);
    expect(store.open.size).toBe(0);
  });

  test('that were sent and do not count are told by the number of those that do', async () => {
    const store = new MemoryQuarantine();
    const rejects = rejectsIn(store);
    for (let line = 1; line <= 60; line++) rejects.add({ ...ERROR, line }, Buffer.alloc(100_000, 'x'));
    await rejects.drain();
    rejects.add(ERROR, Buffer.from('not sent'));
    expect(await rejects.finish(50)).toMatchObject({ records: 50 });
    expect(linesOf(store.objects.get(NAME))).toHaveLength(60);
  });

  test('are forgotten when the reading fails', async () => {
    const store = new MemoryQuarantine();
    const rejects = rejectsIn(store);
    for (let line = 1; line <= 60; line++) rejects.add({ ...ERROR, line }, Buffer.alloc(100_000, 'x'));
    await rejects.drain();
    await rejects.abandon();
    expect([store.open.size, store.objects.size]).toEqual([0, 0]);
  });
});
