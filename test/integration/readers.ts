import { parse } from 'csv-parse/sync';

/** JSON text in one spelling, so that texts can be compared. Members called `__proto__` survive, as they do not in toEqual. */
export function canonical(json: string): string {
  return JSON.stringify(JSON.parse(json));
}

/** What csv-parse makes of a file: one JSON text per record, every value a string. */
export function readCsv(file: string | Buffer, delimiter = ','): string[] {
  const [header, ...records] = parse(file, { bom: true, delimiter, relax_column_count: false, skip_empty_lines: true }) as string[][];
  return records.map((record) => canonical(`{${header.map((name, i) => `${JSON.stringify(name)}:${JSON.stringify(record[i])}`).join()}}`));
}

/** What JSON.parse makes of each line. */
export function readNdjson(file: string): string[] {
  return file.split('\n').filter((line) => line.trim() !== '').map(canonical);
}

/** What JSON.parse makes of a document: the elements of an array, or the one object. */
export function readJson(file: string): string[] {
  const value: unknown = JSON.parse(file);
  return (Array.isArray(value) ? value : [value]).map((element) => JSON.stringify(element));
}
