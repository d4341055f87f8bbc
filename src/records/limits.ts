import { Size } from 'aws-cdk-lib';

/**
 * How much one file may come to, so that a damaged or hostile one ends in a status and not in a bill. A file over a limit is
 * quarantined: none of its rows shows, and `firstError` names the limit. A single record over the limits of a row, of columns or of
 * nesting is a rejected record, as any other that cannot be a row.
 */
export interface Limits {
  /**
   * Size after decompression.
   *
   * @default Size.gibibytes(100)
   */
  readonly uncompressedSize?: Size;

  /**
   * How many bytes one compressed byte may unpack to, at least 1. The limit is looked at while the file is unpacked, so that no more than that is.
   *
   * @default - 200, for what unpacks to more than 10 MiB; a limit of your own holds from the first 64 KiB on
   */
  readonly compressionRatio?: number;

  /**
   * Rows of one file, at least 1.
   *
   * @default 100,000,000
   */
  readonly rows?: number;

  /**
   * Size of a row's JSON text, at most what an item of the table takes.
   *
   * @default - 400 KiB less 128 bytes
   */
  readonly rowSize?: Size;

  /**
   * Columns of a CSV or Parquet file, members of a JSON record, 1 to 100,000.
   *
   * @default 1,000
   */
  readonly columns?: number;

  /**
   * Levels of nesting in a JSON record, 1 to 1,000; the record's own braces are the first.
   *
   * @default 100
   */
  readonly jsonDepth?: number;
}
