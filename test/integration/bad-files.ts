import { gzipSync } from 'node:zlib';
import { readCsv, readJson, readNdjson } from './readers';

/** A file with one bad record among good ones. */
export interface BadRecord {
  readonly name: string;
  readonly key: string;
  readonly body: Buffer;
  /** The file after decompression, where it is compressed. */
  readonly plain?: Buffer;
  /** Bytes before the fault. */
  readonly fault: number;
  /** What an independent reader makes of the rest. */
  readonly rows: string[];
}

/** A file that cannot be read as a whole. */
export interface BadFile {
  readonly name: string;
  readonly key: string;
  readonly body: Buffer;
  readonly plain?: Buffer;
  /** Bytes before the fault. Undefined where there is no telling which byte is the bad one. */
  readonly fault?: number;
}

const GOOD = 20;
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const letters = (count: number) => 'x'.repeat(count);

/** Bytes; each `\xNN` of a latin1 text is one of them. */
const raw = (text: string) => Buffer.from(text, 'latin1');

function csv(name: string, bad: string | Buffer, faultInRecord = 0): BadRecord {
  const lines = Array.from({ length: GOOD }, (_, n) => `${n},"text ${n}"\n`);
  const before = Buffer.from(`n,text\n${lines.slice(0, 7).join('')}`);
  const after = Buffer.from(`\n${lines.slice(7).join('')}`);
  const rows = readCsv(`n,text\n${lines.join('')}`);
  return { name, key: `${name}.csv`, body: Buffer.concat([before, Buffer.from(bad), after]), fault: before.length + faultInRecord, rows };
}

function ndjson(name: string, bad: string | Buffer, faultInRecord = 0): BadRecord {
  const lines = Array.from({ length: GOOD }, (_, n) => `{"n":${n}}\n`);
  const before = Buffer.from(lines.slice(0, 11).join(''));
  const after = Buffer.from(`\n${lines.slice(11).join('')}`);
  return {
    name, key: `${name}.ndjson`, body: Buffer.concat([before, Buffer.from(bad), after]), fault: before.length + faultInRecord, rows: readNdjson(lines.join('')),
  };
}

function json(name: string, bad: string): BadRecord {
  const elements = Array.from({ length: GOOD }, (_, n) => `{"n":${n}}`);
  const before = `[\n${elements.slice(0, 3).map((element) => `${element},\n`).join('')}`;
  const after = `,\n${elements.slice(3).join(',\n')}\n]`;
  return { name, key: `${name}.json`, body: Buffer.from(`${before}${bad}${after}`), fault: before.length, rows: readJson(`[${elements.join()}]`) };
}

function gzipped(record: BadRecord): BadRecord {
  return { ...record, name: `${record.name}, gzipped`, key: `${record.key}.gz`, body: gzipSync(record.body), plain: record.body };
}

/** Each has one record that is skipped and counted. */
export const BAD_RECORDS: BadRecord[] = [
  csv('a record with a field too few', '99'),
  csv('a record with a field too many', '99,a,b'),
  csv('text after a closing quote', '99,"a" b', '99,"a"'.length),
  csv('invalid UTF-8 in CSV', raw('99,caf\xe9'), '99,caf'.length),
  csv('a character that is cut off in CSV', raw('99,\xe2\x82'), '99,'.length),
  csv('an overlong encoding', raw('99,\xc0\xaf'), '99,'.length),
  csv('a NUL byte in CSV', '99,a\0b', '99,a'.length),
  csv('a row over 400 KB in CSV', `99,${letters(420_000)}`),
  csv('a row that is over 400 KB as JSON only', `99,"${'\n'.repeat(250_000)}"`),
  gzipped(csv('a ragged record', '99')),
  ndjson('a line that is no JSON', 'rubbish'),
  ndjson('a line that ends too early', '{"n":99', '{"n":99'.length),
  ndjson('two values on a line', '{"n":99} {"n":100}', '{"n":99} '.length),
  ndjson('a list on a line', '[1,2]'),
  ndjson('a number on a line', '99'),
  ndjson('a number that JSON does not have', '{"n":NaN}', '{"n":'.length),
  ndjson('a leading zero', '{"n":099}', '{"n":0'.length),
  ndjson('a control character', '{"n":"a\tb"}', '{"n":"a'.length),
  ndjson('invalid UTF-8 in NDJSON', raw('{"n":"caf\xe9"}'), '{"n":"caf'.length),
  ndjson('a NUL byte in NDJSON', '{"n":\0}', '{"n":'.length),
  ndjson('a line nested 50,000 deep', deep(50_000)),
  ndjson('a row over 400 KB in NDJSON', `{"n":"${letters(420_000)}"}`),
  gzipped(ndjson('a line that is nothing', 'rubbish')),
  json('an element that is no object', '99'),
  json('an element nested 50,000 deep', deep(50_000)),
  json('a row over 400 KB in JSON', `{"n":"${letters(420_000)}"}`),
];

const text = 'n,text\n1,one\n2,two\n';
const packed = gzipSync(Array.from({ length: 1000 }, (_, n) => `${Math.sqrt(n)}\n`).join(''));
const middle = Math.floor(packed.length / 2);
const damaged = Buffer.from(packed).fill(0xff, middle, middle + 40);
const PNG = Buffer.concat([raw('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), Buffer.alloc(64, 0x07)]);

function file(key: string, body: string | Buffer, fault?: number, name = key): BadFile {
  return { name, key, body: Buffer.from(body), fault };
}

/** Each is quarantined and shows no row. */
export const BAD_FILES: BadFile[] = [
  file('a quote that never closes.csv', `${text}3,"three\n4,four\n`, `${text}3,`.length),
  file('a repeated header.csv', 'a,b,a\n1,2,3\n', 'a,b,'.length),
  file('an empty header.csv', 'a,,c\n1,2,3\n', 'a,'.length),
  file('a header that is not UTF-8.csv', raw('caf\xe9,b\n1,2\n'), 'caf'.length),
  file('a header with a NUL byte.csv', 'a\0,b\n1,2\n', 1),
  file('every record ragged.csv', 'a,b\n1\n2\n3\n', 'a,b\n'.length),
  file('a cut off array.json', '[\n{"n":1},\n{"n":', '[\n{"n":1},\n{"n":'.length),
  file('a cut off object.json', '{"n":"o', '{"n":"o'.length),
  file('text behind the array.json', '[{"n":1}]\nmore', '[{"n":1}]\n'.length),
  file('a second document.json', '{"n":1}\n{"n":2}\n', '{"n":1}\n'.length),
  file('a comma too many.json', '[{"n":1},]', '[{"n":1},'.length),
  file('a number alone.json', '99', 0),
  file('a name without quotes.json', '[{"n":1},{n:2}]', '[{"n":1},{'.length),
  file('invalid UTF-8.json', raw('[{"n":"caf\xe9"}]'), '[{"n":"caf'.length),
  file('a NUL byte.json', '[{"n":1}\0]', '[{"n":1}'.length),
  file('a list nested 50,000 deep.json', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 1),
  file('gzip that is cut off.csv.gz', packed.subarray(0, middle)),
  file('gzip without its checksum.csv.gz', packed.subarray(0, -8)),
  file('gzip that is damaged.csv.gz', damaged),
  file('gzip with something behind it.csv.gz', Buffer.concat([gzipSync(text), Buffer.from('more')])),
  file('gzip of gzip.csv.gz', gzipSync(gzipSync(text)), 0),
  file('no gzip at all.csv.gz', text, 0),
  { ...file('a gzipped quote that never closes.csv.gz', gzipSync(`${text}"`), text.length), plain: Buffer.from(`${text}"`) },
  file('a picture.png', PNG, 0),
  file('a picture named.csv', PNG, 0),
  file('a picture named.json', PNG, 0),
  file('a program.exe', 'MZ', 0),
  file('no extension', text, 0),
  {
    ...file('UTF-16 with half of a character.csv', Buffer.from(`\ufeff${text}3,\ud83d\n`, 'utf16le'), 3 + text.length + 2),
    plain: Buffer.from(`\ufeff${text}3,`),
  },
  file('zstd that is cut off.csv.zst', Buffer.from('28b52ffd04680100006964', 'hex')),
  file('a workbook.csv', raw('PK\x03\x04rest'), 0),
];

/** Each has no record in it. */
export const EMPTY_FILES: [key: string, body: string | Buffer][] = [
  ['nothing.csv', ''], ['nothing.ndjson', ''], ['nothing.json', ''], ['nothing.csv.gz', ''], ['nothing.unknown', ''],
  ['header alone.csv', 'a,b\n'], ['header without a break.csv', 'a,b'], ['header.csv.gz', gzipSync('a,b\r\n')],
  ['mark alone.csv', '\ufeff'], ['breaks alone.csv', '\n\r\n\n'], ['breaks alone.ndjson', '\n  \n\n'], ['spaces alone.json', ' \n '],
  ['empty array.json', '[ ]'], ['gzip of nothing.json.gz', gzipSync('')], ['two members of nothing.csv.gz', Buffer.concat([gzipSync(''), gzipSync('')])],
  ['folder marker/', ''], ['deep/folder/marker/', ''],
];
