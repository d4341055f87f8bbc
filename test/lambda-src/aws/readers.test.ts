import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EmulatedTable } from './emulated-table';
import { seed } from './seed';
import { ledgerKey, toAttribute } from '../../../lambda-src/aws/ledger-item';
import { DynamoLedgerReader } from '../../../lambda-src/aws/ledger-reader';
import { LedgerWriter } from '../../../lambda-src/aws/ledger-writer';
import { DynamoRowReader } from '../../../lambda-src/aws/row-reader';
import { TableRowStore } from '../../../lambda-src/aws/row-writer';
import { finalAt, statusOf } from '../../../lambda-src/core/api/entry';
import { objectId, shardOf } from '../../../lambda-src/core/identity';
import { QUOTED } from '../../../lambda-src/core/records/notation';
import { INDEX_SHARDS, type LedgerItem, Status } from '../../../src/contract';
import { published } from '../core/api/memory';

const { TABLE, BUCKET } = EmulatedTable;
let world: EmulatedTable;
beforeAll(async () => { world = await EmulatedTable.start(); });
afterAll(() => world?.stop());

/** Every key of a list, page by page, and the sizes of the pages. */
async function walk(
  reader: DynamoLedgerReader, query: { prefix: string; status?: Status; limit: number },
): Promise<{ keys: string[]; sizes: number[] }> {
  const keys: string[] = [];
  const sizes: number[] = [];
  let afterKey: string | undefined;
  do {
    const { items, nextKey }: { items: LedgerItem[]; nextKey?: string } = await reader.list({ ...query, ...afterKey !== undefined && { afterKey } });
    keys.push(...items.map(({ key }) => key));
    sizes.push(items.length);
    afterKey = nextKey;
  } while (afterKey !== undefined);
  return { keys, sizes };
}

const inByteOrder = (keys: string[]): string[] => [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe('ledger', () => {
  test('an item comes back as it was written, and an unknown one not at all', async () => {
    const writer = new LedgerWriter(world.client, TABLE, BUCKET);
    const reader = new DynamoLedgerReader(world.client, TABLE, BUCKET);
    const claimed = await writer.claim('in/a b+ü.csv');
    expect(await reader.get(claimed.id)).toEqual({ id: objectId(BUCKET, 'in/a b+ü.csv'), bucket: BUCKET, key: 'in/a b+ü.csv', rev: 1 });
    const firstError = { line: 2, column: 1, byteOffset: 4, message: 'ragged' };
    const state = published({ userMetadata: { a: '', b: 'ü' }, tags: { 'a b': '', 'ü/+': '=' }, checksum: null, firstError, rejected: [firstError], lagMs: 0.5 });
    await writer.publish(claimed, state);
    expect(await reader.get(claimed.id)).toEqual({ ...claimed, published: state });
    expect(await reader.get(objectId(BUCKET, 'nothing'))).toBeUndefined();
  });

  test('lists walk every key once in the order of its bytes', async () => {
    const bucket = 'walk';
    const keys = [...Array.from({ length: 230 }, (_, n) => `in/${n}`), 'in/\uffee', 'in/😀', 'in/', 'in', 'io', '\u{10FFFF}', `in/${'k'.repeat(1021)}`, ' ', '#'];
    await seed(world.dynamodb, bucket, keys.map(key => ({ key })));
    const reader = new DynamoLedgerReader(world.client, TABLE, bucket);
    for (const limit of [1000, 50, 7]) {
      for (const prefix of ['', 'in/', 'in/1', 'in/😀', 'none']) {
        expect((await walk(reader, { prefix, limit })).keys).toEqual(inByteOrder(keys.filter(key => key.startsWith(prefix))));
      }
    }
    expect((await walk(reader, { prefix: 'in/22', limit: 1 })).keys).toEqual(['in/22', 'in/220', 'in/221', 'in/222', 'in/223', 'in/224', 'in/225', 'in/226',
      'in/227', 'in/228', 'in/229']);
  });

  test('pages are full but for bad luck, and never over the limit', async () => {
    const bucket = 'full';
    await seed(world.dynamodb, bucket, Array.from({ length: 1200 }, (_, n) => ({ key: String(n) })));
    const { keys, sizes } = await walk(new DynamoLedgerReader(world.client, TABLE, bucket), { prefix: '', limit: 100 });
    expect(keys).toHaveLength(1200);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
    expect(sizes.filter(size => size === 100).length).toBeGreaterThanOrEqual(10);
    const { items, nextKey } = await new DynamoLedgerReader(world.client, TABLE, bucket).list({ prefix: '', limit: 1000 });
    expect([items.length, nextKey]).toEqual([1000, items[999].key]);
  });

  test('a status lists what has it now: an index entry that is behind is dropped', async () => {
    const bucket = 'status';
    await seed(world.dynamodb, bucket, Array.from({ length: 40 }, (_, n) => ({ key: `k${n}`, status: n % 4 === 0 ? Status.EMPTY : Status.COMMITTED })));
    const reader = new DynamoLedgerReader(world.client, TABLE, bucket);
    const empty = Array.from({ length: 10 }, (_, n) => `k${n * 4}`);
    expect((await walk(reader, { prefix: '', status: Status.EMPTY, limit: 3 })).keys).toEqual(inByteOrder(empty));
    expect((await walk(reader, { prefix: 'k1', status: Status.EMPTY, limit: 1000 })).keys).toEqual(['k12', 'k16']);
    expect((await walk(reader, { prefix: '', status: Status.FAILED, limit: 1000 })).keys).toEqual([]);
    await world.dynamodb.send(new UpdateItemCommand({
      TableName: TABLE,
      Key: ledgerKey(objectId(bucket, 'k12')),
      UpdateExpression: 'SET published = :p',
      ExpressionAttributeValues: { ':p': toAttribute(published({ status: Status.DELETED })) },
    }));
    expect((await walk(reader, { prefix: 'k1', status: Status.EMPTY, limit: 1 })).keys).toEqual(['k16']);
  });

  test('a time lists what came to its status in it, whatever its status, and each place of the index is that of the item', async () => {
    const bucket = 'times';
    const statuses = [Status.COMMITTED, Status.COMMITTED, Status.EMPTY, Status.DELETED];
    const at = (n: number): string => new Date(Date.parse('2026-11-23T04:00:00.000Z') + Math.floor(n / 3) * 1000).toISOString();
    await seed(world.dynamodb, bucket, Array.from({ length: 120 }, (_, n) => ({ key: `k${n}`, status: statuses[n % 4], committedAt: at(n) })));
    const reader = new DynamoLedgerReader(world.client, TABLE, bucket);
    const inOrder = Array.from({ length: 120 }, (_, n) => ({ n, place: `${at(n)}#${objectId(bucket, `k${n}`)}` }))
      .sort((a, b) => a.place < b.place ? -1 : 1);
    const queries: [from?: string, to?: string, status?: Status][] =
      [[], [at(30), at(90)], [at(30), undefined, Status.EMPTY], [undefined, at(60), Status.FAILED]];
    for (const limit of [1000, 7]) {
      for (const [from, to, status] of queries) {
        const expected = inOrder.filter(({ n }) => (!from || at(n) >= from) && (!to || at(n) < to) && (!status || statuses[n % 4] === status))
          .map(({ n }) => `k${n}`);
        const keys: string[] = [];
        let after: string | undefined;
        do {
          const page: Awaited<ReturnType<DynamoLedgerReader['listByTime']>> = await reader.listByTime({ from, to, status, limit, after });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          keys.push(...page.items.map(({ key }) => key));
          after = page.next;
        } while (after !== undefined);
        expect(keys).toEqual(expected);
      }
    }
  });

  test('what is under way leaves the list by time, and what has failed or is settled comes back at its own time', async () => {
    const bucket = 'moves';
    const writer = new LedgerWriter(world.client, TABLE, bucket);
    const reader = new DynamoLedgerReader(world.client, TABLE, bucket);
    const places = async (): Promise<string[]> => (await reader.listByTime({ limit: 10 })).items.map(item => `${statusOf(item)} ${finalAt(item)}`);
    const startedAt = '2026-11-23T06:00:00.000Z';
    const attempt = (rev: number) => ({ rev, identity: 'i', status: Status.PROCESSING, startedAt, attempts: 1, error: null });

    const first = await writer.claim('a');
    expect(await places()).toEqual([]);
    await writer.publish(first, published());
    expect(await places()).toEqual([`COMMITTED ${published().committedAt}`]);
    const second = await writer.claim('a');
    await writer.note(second, attempt(2));
    expect(await places()).toEqual([]);
    await writer.note(second, { ...attempt(2), status: Status.FAILED, failedAt: '2026-11-23T06:00:05.000Z' });
    expect(await places()).toEqual(['FAILED 2026-11-23T06:00:05.000Z']);
    await writer.settle(await writer.claim('a'));
    expect(await places()).toEqual([`COMMITTED ${published().committedAt}`]);
  });

  test('the shards are used evenly', () => {
    const counts = Array<number>(INDEX_SHARDS).fill(0);
    for (let n = 0; n < 4000; n++) counts[shardOf(objectId('b', `k${n}`))]++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

describe('rows', () => {
  const reader = (): DynamoRowReader => new DynamoRowReader(world.client, TABLE);

  /** Writes the rows of generation 3 with the real writer. */
  async function write(id: string, rows: string[]): Promise<void> {
    const writer = new TableRowStore(world.client, TABLE).writer({ id, rev: 3, part: 0, from: 0, durable: 0, deadline: Date.now() + 30_000 });
    for (const row of rows) {
      writer.write(QUOTED.write(Buffer.from(row).toString('latin1')));
      await writer.drain();
    }
    await writer.flush();
  }

  test('any range comes back in file order, digit for digit', async () => {
    const rows = Array.from({ length: 351 }, (_, n) => `{"n":${n + 1}.10,"s":"\\u0000ü 😀"}`);
    await write('object', rows);
    for (const [from, to] of [[1, 1], [1, 100], [100, 101], [101, 200], [37, 351], [1, 351], [351, 351], [301, 1300]]) {
      const found = await reader().read('object', { rev: 3 }, from, to);
      expect(found).toEqual(rows.slice(from - 1, to).map((json, n) => ({ row: from + n, json })));
    }
    expect(await reader().read('object', { rev: 2 }, 1, 100)).toEqual([]);
    expect(await reader().read('obj', { rev: 3 }, 1, 100)).toEqual([]);
  });

  test('large rows end the read at about a megabyte, behind a row and without a hole', async () => {
    await write('large', Array.from({ length: 220 }, (_, n) => `{"n":${n + 1},"x":"${'y'.repeat(20_000)}"}`));
    const seen: number[] = [];
    while (seen.length < 220) {
      const found = await reader().read('large', { rev: 3 }, seen.length + 1, 220);
      const bytes = found.reduce((sum, { json }) => sum + json.length, 0);
      expect(found.length).toBeGreaterThan(0);
      expect(bytes).toBeLessThan(5_000_000);
      seen.push(...found.map(({ row }) => row));
    }
    expect(seen).toEqual(Array.from({ length: 220 }, (_, n) => n + 1));
  });
});
