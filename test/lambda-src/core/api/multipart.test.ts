import * as fc from 'fast-check';
import { BUCKET, UUID, World } from './memory';
import { completedParts, lengthOfPart, readPartList, readPartRequests } from '../../../../lambda-src/core/api/part-list';
import type { UploadedPart } from '../../../../lambda-src/core/api/ports';
import { Problem } from '../../../../lambda-src/core/api/problem';
import { objectId } from '../../../../lambda-src/core/identity';

const MIB = 1024 ** 2;
const CREATE = ['POST', '/multipart-uploads'] as const;
const STATE = ['GET', '/multipart-uploads/{id}'] as const;
const SIGN = ['POST', '/multipart-uploads/{id}/parts'] as const;
const COMPLETE = ['POST', '/multipart-uploads/{id}/completion'] as const;
const ABORT = ['DELETE', '/multipart-uploads/{id}'] as const;
const file = { fileName: 'a.csv', contentType: 'text/csv', size: 20 * MIB };
const id = objectId(BUCKET, `${UUID}/a.csv`);
const part = (partNumber: number, size: number): UploadedPart => ({ partNumber, size, etag: `e${partNumber}` });
const PARTS = [part(1, 8 * MIB), part(2, 8 * MIB), part(3, 4 * MIB)];

async function begun(parts: UploadedPart[] = [], more = {}): Promise<World> {
  const world = new World({ uploads: { maxBytes: 5 * 1024 ** 4, expiresSeconds: 60 } });
  expect((await world.request(...CREATE, { body: { ...file, ...more } })).status).toBe(201);
  world.multipart.open.set('s3-1', parts);
  return world;
}

test('an upload is cut into parts of eight MiB, or of more where ten thousand of them would not do', async () => {
  const world = await begun();
  const large = await world.request(...CREATE, { body: { ...file, size: 5 * 1024 ** 4 } });
  expect(large.body).toMatchObject({ partSize: 525 * MIB, partCount: 9987 });
  const { body } = await world.request(...STATE, { id });
  expect(body).toEqual({
    id, key: `${UUID}/a.csv`, size: 20 * MIB, partSize: 8 * MIB, partCount: 3, checksumAlgorithm: null, completed: false, parts: [],
  });
  expect(world.multipart.created[0]).toEqual({ key: `${UUID}/a.csv`, contentType: 'text/csv' });
});

test('a part is signed for exactly its bytes', async () => {
  const world = await begun();
  const { status, body } = await world.request(...SIGN, { id, body: { parts: [{ partNumber: 3 }, { partNumber: 1 }] } });
  expect([status, body]).toEqual([200, {
    parts: [
      { partNumber: 3, size: 4 * MIB, url: `https://landing.example/${UUID}/a.csv?part=3&bytes=${4 * MIB}`, headers: {} },
      { partNumber: 1, size: 8 * MIB, url: `https://landing.example/${UUID}/a.csv?part=1&bytes=${8 * MIB}`, headers: {} },
    ],
    expiresAt: '2026-11-23T05:01:00.000Z',
  }]);
});

test('parts come with checksums where the upload was begun with them, and only there', async () => {
  const sum = 'AAAAAA==';
  const summed = await begun([], { checksumAlgorithm: 'CRC32' });
  expect((await summed.request(...SIGN, { id, body: { parts: [{ partNumber: 1, checksum: sum }] } })).body.parts).toMatchObject([{ headers: { 'x-sum': sum } }]);
  for (const [world, checksum] of [[summed, undefined], [summed, `${'A'.repeat(43)}=`], [await begun(), sum]] as const) {
    expect((await world.request(...SIGN, { id, body: { parts: [{ partNumber: 1, checksum }] } })).status).toBe(409);
  }
  expect((await summed.request(...SIGN, { id, body: { parts: [{ partNumber: 1, checksum: 'x' }] } })).status).toBe(400);
});

test.each([
  ['nothing', {}], ['no list', { parts: 1 }], ['an empty list', { parts: [] }], ['too many', { parts: Array.from({ length: 101 }, (_, n) => ({ partNumber: n + 1 })) }],
  ['no number', { parts: [{}] }], ['part 0', { parts: [{ partNumber: 0 }] }], ['part 10001', { parts: [{ partNumber: 10_001 }] }], ['half a part', { parts: [{ partNumber: 1.5 }] }],
  ['a text', { parts: [{ partNumber: '1' }] }], ['more', { parts: [{ partNumber: 1, size: 1 }] }], ['null', { parts: [null] }], ['a list', { parts: [[1]] }], ['a stranger', { part: [] }],
])('parts are refused: %s', async (_, body) => {
  expect((await (await begun()).request(...SIGN, { id, body })).status).toBe(400);
});

test.each([[[{ partNumber: 4 }], 'the upload has 3 parts and no part 4'], [[{ partNumber: 1 }, { partNumber: 1 }], 'part 1 is named twice']])(
  'parts %j do not fit', async (parts, detail) => {
    const { status, body } = await (await begun()).request(...SIGN, { id, body: { parts } });
    expect([status, body.detail]).toEqual([409, expect.stringContaining(detail)]);
  });

describe('a completion', () => {
  test('makes the object of all parts in their order, once, and says so again', async () => {
    const world = await begun([...PARTS].reverse());
    const { status, body } = await world.request(...COMPLETE, { id, body: {} });
    expect([status, body]).toEqual([200, { id, key: `${UUID}/a.csv`, size: 20 * MIB, etag: 'whole-3' }]);
    expect(world.multipart.completed).toEqual([{ key: `${UUID}/a.csv`, uploadId: undefined, parts: PARTS }].map(({ uploadId: _, ...rest }) => rest));
    expect((await world.request(...COMPLETE, { id, body: {} })).body).toEqual(body);
    expect((await world.request(...STATE, { id })).body).toMatchObject({ completed: true, parts: [] });
    expect((await world.request(...SIGN, { id, body: { parts: [{ partNumber: 1 }] } })).status).toBe(409);
    expect((await world.request(...ABORT, { id })).status).toBe(409);
    expect(world.multipart.completed).toHaveLength(1);
  });

  test.each([
    ['a part is missing', [PARTS[0], PARTS[2]], 'part 2 of 3 is missing'],
    ['a part is too short', [PARTS[0], part(2, 5 * MIB), PARTS[2]], `part 2 has ${5 * MIB} bytes and not ${8 * MIB}`],
    ['the last part is too long', [PARTS[0], PARTS[1], part(3, 8 * MIB)], `part 3 has ${8 * MIB} bytes and not ${4 * MIB}`],
    ['there is a part too much', [...PARTS, part(4, 1)], 'the upload has 3 parts, no more'],
    ['nothing has arrived', [], 'part 1 of 3 is missing'],
  ])('is refused where %s', async (_, parts, detail) => {
    const world = await begun(parts);
    const { status, body } = await world.request(...COMPLETE, { id, body: {} });
    expect([status, body.detail]).toEqual([409, expect.stringContaining(detail)]);
    expect(world.multipart.completed).toEqual([]);
  });

  test('is refused where the bucket has another part than the client means', async () => {
    const named = PARTS.map(({ partNumber, etag }) => ({ partNumber, etag }));
    const complete = async (parts: unknown) => (await (await begun(PARTS)).request(...COMPLETE, { id, body: { parts } })).status;
    expect(await complete(named)).toBe(200);
    expect(await complete(named.map(({ partNumber, etag }) => ({ partNumber, etag: `"${etag}"` })))).toBe(200);
    expect(await complete(named.slice(0, 2))).toBe(409);
    expect(await complete([...named.slice(0, 2), { partNumber: 3, etag: 'another' }])).toBe(409);
    expect(await complete([...named, { partNumber: 4, etag: 'e4' }])).toBe(409);
    expect(await complete([{ partNumber: 1 }])).toBe(400);
  });
});

test('an upload that was aborted, that has expired, or that is none is 404', async () => {
  const aborted = await begun(PARTS);
  expect((await aborted.request(...ABORT, { id })).body).toEqual({ id, key: `${UUID}/a.csv` });
  expect(aborted.multipart.open.size).toBe(0);
  const expired = await begun(PARTS);
  expired.now = new Date(expired.now.getTime() + 8 * 24 * 3600 * 1000);
  const swept = await begun(PARTS);
  swept.multipart.open.clear();
  for (const [world, which] of [[aborted, id], [expired, id], [await begun(), 'A'.repeat(32)], [await begun(), 'x'], [await begun(), undefined]] as const) {
    for (const [method, path] of [STATE, SIGN, COMPLETE, ABORT]) {
      expect((await world.request(method, path, { id: which, body: { parts: [{ partNumber: 1, etag: 'e' }] } })).status).toBe(404);
    }
  }
  expect((await swept.request(...COMPLETE, { id, body: {} })).status).toBe(404);
});

test('whatever parts there are, exactly those that make the announced size are taken', () => {
  const uploads = fc.record({ size: fc.integer({ min: 1, max: 60 }), partSize: fc.integer({ min: 1, max: 10 }) });
  const numbered = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 10 })), { maxLength: 8 });
  fc.assert(fc.property(uploads, numbered, fc.boolean(), (upload, pairs, right) => {
    const count = Math.ceil(upload.size / upload.partSize);
    const rightOnes = Array.from({ length: count }, (_, n) => part(n + 1, lengthOfPart(n + 1, upload)));
    const found = right ? rightOnes : [...new Map(pairs.map(([number, size]) => [number, part(number, size)])).values()];
    const fits = JSON.stringify([...found].sort((a, b) => a.partNumber - b.partNumber)) === JSON.stringify(rightOnes);
    if (fits) {
      expect(completedParts(found, upload, undefined).reduce((sum, { size }) => sum + size, 0)).toBe(upload.size);
    } else {
      expect(() => completedParts(found, upload, undefined)).toThrow(expect.objectContaining<Partial<Problem>>({ status: 409 }));
    }
  }), { numRuns: 300 });
});

test('whatever the list of parts, it is read or refused', () => {
  const member = { partNumber: fc.oneof(fc.integer(), fc.anything()), checksum: fc.anything(), etag: fc.anything() };
  const entry = fc.oneof(fc.anything(), fc.record(member, { requiredKeys: [] }));
  const text = (parts: unknown): string => JSON.stringify({ parts }, (_, value: unknown) => typeof value === 'bigint' ? String(value) : value);
  fc.assert(fc.property(fc.oneof(fc.array(entry), fc.anything()), parts => {
    for (const read of [() => readPartRequests(text(parts), { size: 100, partSize: 10 }), () => readPartList(text(parts))]) {
      try {
        read();
      } catch (error) {
        expect([400, 409]).toContain((error as Problem).status);
      }
    }
  }), { numRuns: 500 });
});
