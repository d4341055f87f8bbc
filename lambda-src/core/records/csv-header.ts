import type { CsvScanner } from './csv-scanner';
import { Mark } from './csv-scanner';
import type { Lines } from './lines';
import { type Notation, QUOTED } from './notation';
import { ByteString, UnreadableFile } from './parser';
import type { Region } from './region';

/** The inside of the JSON string of a scanned field. */
export function fieldJson(text: ByteString, scanner: CsvScanner, field: number): ByteString {
  const raw = text.slice(scanner.starts[field], scanner.ends[field]);
  const mark = scanner.marks[field];
  if (mark === Mark.CLEAN) return raw;
  return QUOTED.write(mark === Mark.DOUBLED ? raw.replaceAll('""', '"') : raw);
}

/**
 * The column names of a scanned header, each as the inside of a JSON string.
 *
 * @throws UnreadableFile where a name is empty or stands there twice
 */
export function columnNames(region: Region, scanner: CsvScanner, lines: Lines): ByteString[] {
  const seen = new Map<ByteString, number>();
  const refuse = (field: number, message: string) => new UnreadableFile(lines.error(region, scanner.starts[field], message));
  for (let field = 0; field < scanner.fields; field++) {
    const name = fieldJson(region.text, scanner, field);
    if (name === '') throw refuse(field, `column ${field + 1} of the header has no name: name every column`);
    const twin = seen.get(name);
    if (twin !== undefined) throw refuse(field, `columns ${twin} and ${field + 1} of the header have the same name: rename one of them`);
    seen.set(name, field + 1);
  }
  return [...seen.keys()];
}

/** The column names of a CSV file, kept as the text that goes in front of each value of a row. */
export class CsvHeader {
  private readonly prefixes: ByteString[];
  private readonly end: ByteString;

  /**
   * @param names each as the inside of a JSON string
   * @param notation of the rows
   */
  constructor(readonly names: readonly ByteString[], private readonly notation: Notation) {
    this.prefixes = names.map((name, field) => notation.write(`${field === 0 ? '{"' : '","'}${name}":"`));
    this.end = notation.write('"}');
  }

  get columns(): number {
    return this.prefixes.length;
  }

  /** The row of a scanned record of as many fields as there are columns. */
  row(text: ByteString, scanner: CsvScanner): ByteString {
    const { prefixes, notation } = this;
    const { starts, ends, marks } = scanner;
    let row = '';
    for (let field = 0; field < prefixes.length; field++) {
      row += prefixes[field];
      row += marks[field] === Mark.CLEAN ? text.slice(starts[field], ends[field]) : notation.write(fieldJson(text, scanner, field));
    }
    return row + this.end;
  }
}
