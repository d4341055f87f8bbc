import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** An item, known by its key and by a hash of all of it. */
export interface Hashed {
  readonly key: string;
  readonly hash: string;
}

/** How two tables differ. */
export interface Comparison {
  readonly compared: number;
  /** Keys that the restored table lacks, that it has besides, that it has with another content: how many, and the first of them. */
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  readonly examples: readonly string[];
}

const PAGE = 100;
const EXAMPLES = 10;

/** Each item of a table, read strongly consistent. */
export async function* itemsOf(client: DynamoDBClient, table: string, keys: readonly string[]): AsyncGenerator<Hashed> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    for (const item of Items) yield hashed(item, keys);
  }
}

/** Keeps items in a file, so that they outlive their table. */
export async function keep(items: AsyncIterable<Hashed>, file: string): Promise<void> {
  async function* lines() {
    for await (const item of items) yield `${JSON.stringify(item)}\n`;
  }
  await pipeline(Readable.from(lines()), createWriteStream(file, { mode: 0o600 }));
}

/** The items that were kept. */
export async function* kept(file: string): AsyncGenerator<Hashed> {
  for await (const line of createInterface({ input: createReadStream(file) })) yield JSON.parse(line) as Hashed;
}

/** Lays items beside a table, each by its key, and then counts what the table has besides. */
export async function compare(
  client: DynamoDBClient, expected: AsyncIterable<Hashed>, table: string, keys: readonly string[], onCompared: (items: number) => void,
): Promise<Comparison> {
  const result = { compared: 0, missing: 0, different: 0, examples: [] as string[] };
  const differs = (what: string, key: string) => {
    if (result.examples.length < EXAMPLES) result.examples.push(`${what} ${key}`);
  };
  for await (const page of pagesOf(expected)) {
    const found = await read(client, table, page, keys);
    for (const { key, hash } of page) {
      const now = found.get(key);
      result.compared++;
      if (now === undefined) {
        result.missing++;
        differs('missing', key);
      } else if (now !== hash) {
        result.different++;
        differs('different', key);
      }
    }
    onCompared(result.compared);
  }
  let there = 0;
  for await (const { Count = 0 } of paginateScan({ client }, { TableName: table, Select: 'COUNT', ConsistentRead: true })) there += Count;
  return { ...result, extra: there - (result.compared - result.missing) };
}

function hashed(item: Item, keys: readonly string[]): Hashed {
  return { key: JSON.stringify(keys.map((name) => item[name])), hash: createHash('sha256').update(canonical(item)).digest('base64') };
}

/** The members in the order of their names; those of a set in the order of their texts. */
function canonical(value: unknown): string {
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([name, member]) => {
    const isSet = ['SS', 'NS', 'BS'].includes(name) && Array.isArray(member);
    return `${JSON.stringify(name)}:${isSet ? `[${member.map(canonical).sort().join(',')}]` : canonical(member)}`;
  }).join(',')}}`;
}

async function* pagesOf(items: AsyncIterable<Hashed>): AsyncGenerator<Hashed[]> {
  let page: Hashed[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length === PAGE) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

async function read(client: DynamoDBClient, table: string, page: readonly Hashed[], keys: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let left: Item[] = page.map(({ key }) => {
    const values = JSON.parse(key) as AttributeValue[];
    return Object.fromEntries(keys.map((name, n) => [name, values[n]]));
  });
  while (left.length > 0) {
    const asked = { [table]: { Keys: left, ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: asked }));
    for (const { key, hash } of (Responses?.[table] ?? []).map((item) => hashed(item, keys))) found.set(key, hash);
    left = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}
