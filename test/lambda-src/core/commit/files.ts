/** A file, and what it says. */
export interface File {
  readonly content: string;
  /** The JSON text of each record. */
  readonly rows: readonly string[];
  /** Each record that cannot be a row, as it stands in the file. */
  readonly rejected: readonly string[];
}

/** One record as it stands in the file, without its line break, and its row where it has one. */
interface Record {
  readonly raw: string;
  readonly row?: string;
}

/**
 * Makes a file of the format that the key names. In CSV some fields hold line breaks, so that not every line begins a record.
 *
 * @param bad share of records that cannot be rows
 */
export function makeFile(key: string, records: number, random: () => number, bad = 0): File {
  const pick = (n: number): number => Math.floor(random() * n);
  const record = key.endsWith('.csv') ? csvRecord : ndjsonRecord;
  const all = Array.from({ length: records }, (_, row) => record(pick(3), row, random() < 0.1, bad > 0 && random() < bad));
  return {
    content: `${key.endsWith('.csv') ? 'c,r\n' : ''}${all.map(({ raw }) => `${raw}\n`).join('')}`,
    rows: all.flatMap(({ row }) => row ?? []),
    rejected: all.flatMap(({ raw, row }) => row === undefined ? raw : []),
  };
}

function ndjsonRecord(c: number, r: number, _broken: boolean, bad: boolean): Record {
  return bad ? { raw: `{"c":${c},"r":${r}]` } : { raw: `{"c":${c},"r":${r}}`, row: `{"c":${c},"r":${r}}` };
}

function csvRecord(c: number, r: number, broken: boolean, bad: boolean): Record {
  if (bad) return { raw: `${c},${r},` };
  return broken ? { raw: `"${c}\n${c}",${r}`, row: JSON.stringify({ c: `${c}\n${c}`, r: String(r) }) } : { raw: `${c},${r}`, row: JSON.stringify({ c: String(c), r: String(r) }) };
}
