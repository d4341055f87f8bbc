import type { Measure } from './measure';
import type { Kept } from './save';

const BEGIN = '<!-- bench: begin -->';
const END = '<!-- bench: end -->';

/** What the README tells of the measures: by their names, what each is called there. */
const ROWS: readonly (readonly [name: string, label: string])[] = [
  ['rows per CPU-second, 200 MB of csv with a schema, vs recipe', '200 MB of CSV, typed and checked by a schema of ten columns (the recipe: ajv), rows per CPU-second'],
  ['rows per CPU-second, 50 MB of csv with a schema, vs recipe', '50 MB of the same, rows per CPU-second'],
  ['rows per CPU-second, 20 MB of csv with a schema, vs recipe', '20 MB of the same, rows per CPU-second'],
  ['rows per CPU-second, 20 MB of csv, vs recipe', '20 MB of CSV without a schema, rows per CPU-second'],
  ['rows per CPU-second, 20 MB of ndjson, vs recipe', '20 MB of NDJSON, rows per CPU-second'],
  ['peak memory, 20 MB of csv with a schema, vs recipe', 'peak memory over 20 MB of CSV, MB'],
  ['peak memory, 200 MB of csv with a schema, vs recipe', 'peak memory over 200 MB of CSV, MB'],
  ['CSV parsing vs csv-parse', 'CSV parsing (csv-parse), MB per CPU-second'],
  ['import of the bundle, vs recipe', 'import of the ingest handler, ms'],
  ['CPU of GET /objects/{id}, vs event-handler', 'CPU of one `GET /objects/{id}` (Powertools\' event handler), µs'],
  ['import of the API bundle, vs event-handler', 'import of the API handler (the same), ms'],
];

/** Peak memory has no peer where the recipe would take a quarter of an hour: it is compared with ours over a small file. */
const FLAT = 'peak memory, 2000 MB of csv with a schema against 20 MB';

/** The table of the README, and below it under what it was measured. */
export function shown(suites: ReadonlyMap<string, Kept>): string {
  const measures = new Map([...suites.values()].flatMap((suite) => suite.measures.map((measure) => [measure.name, measure] as const)));
  const rows = ROWS.flatMap(([name, label]) => rowOf(label, measures.get(name)));
  const flat = measures.get(FLAT);
  const memory = flat ? [`Memory is bounded: ${text(flat.ours)} MB at most over 2 GB of CSV, ${text(flat.ratio)} times that over 20 MB.`] : [];
  const wheres = [...new Set([...suites.values()].map(({ where }) => where))].join('; ');
  return ['| | this library | the recipe | ratio |', '|---|---|---|---|', ...rows, '', ...memory, `Measured on ${wheres}: the ratios travel, the numbers do not.`].join('\n');
}

/** A README with another table between its marks. Throws where it has none. */
export function withTable(readme: string, table: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the README has no place for the table: put it between "${BEGIN}" and "${END}"`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${table}\n${readme.slice(end)}`;
}

function rowOf(label: string, measure: Measure | undefined): string[] {
  return measure ? [`| ${label} | ${text(measure.ours)} | ${text(measure.peer)} | ${text(measure.ratio)} |`] : [];
}

function text(value: number | null): string {
  return value?.toLocaleString('en') ?? '';
}
