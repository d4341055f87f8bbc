import { gzipSync } from 'node:zlib';
import type { PutOptions } from './pipeline';
import { readCsv, readJson, readNdjson } from './readers';

const COMMAS = 'id,name,note\n1,Ada,"first, of all"\n2,Grace,"said ""hello"""\n3,Edsger,\n';
const UNICODE = 'città,名前,🙂\nZürich,東京,👩‍👩‍👧\n"naïve, \u202etext",é e\u0301,\u2028\n';
const QUOTED_BREAKS = 'id,text\n1,"one\ntwo\r\nthree"\n2,"\n"\n3,plain\n';
const PROTO = '__proto__,constructor,toString\npolluted,1,2\n,3,4\n';
const LINES = ['{"a":1,"b":[true,null,{"c":"\\u00e9 é"}]}', '{"a":2,"b":[]}', '{"__proto__":{"polluted":true},"a":3}', '{}'];
const NDJSON = `${LINES.join('\n')}\n`;
const ARRAY = `[\n  ${LINES.join(',\n  ')}\n]\n`;
const OBJECT = '{\n  "only": "one",\n  "nested": {"deep": [[[1]]]}\n}';
const inTwo = (text: string) => {
  const middle = Math.floor(text.length / 2);
  return Buffer.concat([gzipSync(text.slice(0, middle)), gzipSync(text.slice(middle))]);
};

/** A file and what is in it. */
export interface File {
  readonly key: string;
  readonly body: string | Buffer;
  readonly options?: PutOptions;
  /** What an independent reader sees. */
  readonly rows: string[];
}

const semicolons = COMMAS.replaceAll('first, of', 'first of').replaceAll(',', ';');
const tabs = COMMAS.replaceAll('first, of', 'first of').replaceAll(',', '\t');
const pipes = COMMAS.replaceAll('first, of', 'first of').replaceAll(',', '|');

/** Every format, in every way that an object can say what it is. */
export const FILES: File[] = [
  { key: 'csv/commas.csv', body: COMMAS, rows: readCsv(COMMAS) },
  { key: 'csv/semicolons.csv', body: semicolons, rows: readCsv(semicolons, ';') },
  { key: 'csv/tabs.csv', body: tabs, rows: readCsv(tabs, '\t') },
  { key: 'csv/pipes.csv', body: pipes, rows: readCsv(pipes, '|') },
  { key: 'csv/tabs.tsv', body: tabs, rows: readCsv(tabs, '\t') },
  { key: 'csv/quoted-breaks.csv', body: QUOTED_BREAKS, rows: readCsv(QUOTED_BREAKS) },
  { key: 'csv/bom.csv', body: `\ufeff${COMMAS}`, rows: readCsv(COMMAS) },
  { key: 'csv/crlf.csv', body: COMMAS.replaceAll('\n', '\r\n'), rows: readCsv(COMMAS.replaceAll('\n', '\r\n')) },
  { key: 'csv/no-last-break.csv', body: COMMAS.trimEnd(), rows: readCsv(COMMAS.trimEnd()) },
  { key: 'csv/unicode.csv', body: UNICODE, rows: readCsv(UNICODE) },
  { key: 'csv/proto.csv', body: PROTO, rows: readCsv(PROTO) },
  { key: 'csv/UPPER.CSV', body: COMMAS, rows: readCsv(COMMAS) },
  { key: 'json/lines.ndjson', body: NDJSON, rows: readNdjson(NDJSON) },
  { key: 'json/lines.jsonl', body: NDJSON.trimEnd(), rows: readNdjson(NDJSON) },
  { key: 'json/bom-crlf.ndjson', body: `\ufeff${NDJSON.replaceAll('\n', '\r\n')}`, rows: readNdjson(NDJSON) },
  { key: 'json/blank-lines.ndjson', body: `\n${LINES.join('\n\n  \n')}\n\n`, rows: readNdjson(NDJSON) },
  { key: 'json/array.json', body: ARRAY, rows: readJson(ARRAY) },
  { key: 'json/object.json', body: OBJECT, rows: readJson(OBJECT) },
  { key: 'gzip/commas.csv.gz', body: gzipSync(COMMAS), rows: readCsv(COMMAS) },
  { key: 'gzip/tabs.tsv.gz', body: gzipSync(tabs), rows: readCsv(tabs, '\t') },
  { key: 'gzip/lines.ndjson.gz', body: gzipSync(NDJSON), rows: readNdjson(NDJSON) },
  { key: 'gzip/array.json.gz', body: gzipSync(ARRAY), rows: readJson(ARRAY) },
  { key: 'gzip/object.json.gz', body: gzipSync(OBJECT), rows: readJson(OBJECT) },
  { key: 'gzip/UPPER.NDJSON.GZ', body: gzipSync(NDJSON), rows: readNdjson(NDJSON) },
  { key: 'gzip/members.csv.gz', body: inTwo(QUOTED_BREAKS), rows: readCsv(QUOTED_BREAKS) },
  { key: 'gzip/members.ndjson.gz', body: inTwo(NDJSON), rows: readNdjson(NDJSON) },
  { key: 'gzip/members.json.gz', body: inTwo(ARRAY), rows: readJson(ARRAY) },
  { key: 'gzip/by-its-bytes.csv', body: gzipSync(COMMAS), rows: readCsv(COMMAS) },
  { key: 'gzip/by-encoding.json', body: gzipSync(ARRAY), options: { ContentEncoding: 'gzip' }, rows: readJson(ARRAY) },
  { key: 'type/csv', body: COMMAS, options: { ContentType: 'text/csv; charset=utf-8' }, rows: readCsv(COMMAS) },
  { key: 'type/tsv', body: tabs, options: { ContentType: 'text/tab-separated-values' }, rows: readCsv(tabs, '\t') },
  { key: 'type/ndjson', body: NDJSON, options: { ContentType: 'application/x-ndjson' }, rows: readNdjson(NDJSON) },
  { key: 'type/json', body: ARRAY, options: { ContentType: 'APPLICATION/JSON' }, rows: readJson(ARRAY) },
  { key: 'type/gzipped', body: gzipSync(OBJECT), options: { ContentType: 'application/json' }, rows: readJson(OBJECT) },
];
