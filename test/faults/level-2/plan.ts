import { gzipSync } from 'node:zlib';
import type { Dice } from './dice';

/** One content of a key, and what must become of it. */
export interface Content {
  readonly body: Buffer;
  /** JSON text of each good record, in file order. */
  readonly rows: readonly string[];
  /** Each record that cannot be read, as it stands in the file. */
  readonly rejected: readonly string[];
}

/** What is done to one key, in order. Undefined deletes it. */
export interface KeyPlan {
  readonly key: string;
  readonly changes: readonly (Content | undefined)[];
}

/** How many rows the objects have at least, at most, and at most where they are large. */
const [FEW, MANY] = [20, 180];
const OVERWRITTEN = 0.12;
const DELETED = 0.1;
const SPOILED = 0.1;

const NAMES = ['key', 'version', 'n', 'text'];
const TEXTS = ['plain', '', 'Zoë', 'a, "b"', '✓ done', 'two\nlines'];

/** Objects of every format, of a hundred rows on average; of 500, 60 are overwritten two to five times and 50 deleted. */
export function plan(objects: number, dice: Dice): KeyPlan[] {
  const [overwritten, deleted] = [dice.some(objects, OVERWRITTEN), dice.some(objects, DELETED)];
  return Array.from({ length: objects }, (_, index) => {
    const key = `${String.fromCharCode(97 + dice.between(0, 25))}/${index}.${dice.one(['csv', 'ndjson', 'json', 'csv.gz'])}`;
    const overwrites = overwritten.has(index) ? dice.between(2, 5) : 0;
    const contents = Array.from({ length: 1 + overwrites }, (__, version) => content(key, version, dice));
    return { key, changes: deleted.has(index) ? [...contents, undefined] : contents };
  });
}

function content(key: string, version: number, dice: Dice): Content {
  const rows = Array.from({ length: dice.between(FEW, MANY) }, (_, n) => [key, String(version), String(n), dice.one(TEXTS)]);
  const bad = !key.endsWith('.json') && rows.length > 60 && dice.chance(SPOILED) ? dice.between(1, 4) : 0;
  const rejected = Array.from({ length: bad }, (_, n) => key.endsWith('.ndjson') ? `{"cut":${n}` : `a,b,c,d,${n}`);
  return { body: write(key, rows, rejected), rows: rows.map((row) => json(row)), rejected };
}

function json(row: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(NAMES.map((name, column) => [name, row[column]])));
}

/** Bad records stand between good ones. */
function write(key: string, rows: readonly (readonly string[])[], rejected: readonly string[]): Buffer {
  const before = (n: number): string => rejected[n] === undefined ? '' : `${rejected[n]}\n`;
  if (key.endsWith('.json')) return Buffer.from(`[${rows.map((row) => json(row)).join(',\n')}]`);
  if (key.endsWith('.ndjson')) return Buffer.from(rows.map((row, n) => `${before(n)}${json(row)}\n`).join(''));
  const field = (value: string): string => /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const csv = Buffer.from(`${NAMES.join(',')}\n${rows.map((row, n) => `${before(n)}${row.map(field).join(',')}\n`).join('')}`);
  return key.endsWith('.gz') ? gzipSync(csv) : csv;
}
