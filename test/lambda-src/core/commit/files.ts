/** A file, and what it says. */
export interface File {
  readonly content: string;
  /** The JSON text of each record. */
  readonly rows: readonly string[];
}

/** Makes a file of the format that the key names. In CSV some fields hold line breaks, so that not every line begins a record. */
export function makeFile(key: string, records: number, random: () => number): File {
  const pick = (n: number): number => Math.floor(random() * n);
  const cells = Array.from({ length: records }, (_, row) => ({ c: pick(3), r: row, broken: key.endsWith('.csv') && random() < 0.1 }));
  if (!key.endsWith('.csv')) {
    const rows = cells.map(({ c, r }) => `{"c":${c},"r":${r}}`);
    return { content: rows.map((row) => `${row}\n`).join(''), rows };
  }
  return {
    content: `c,r\n${cells.map(({ c, r, broken }) => broken ? `"${c}\n${c}",${r}\n` : `${c},${r}\n`).join('')}`,
    rows: cells.map(({ c, r, broken }) => JSON.stringify({ c: broken ? `${c}\n${c}` : String(c), r: String(r) })),
  };
}
