import { FormatConfig } from '../contract';

/** Options of {@link Format.csv}. */
export interface CsvOptions {
  /**
   * What separates two fields: one character, neither a quote nor a line break.
   *
   * @default - the header line decides: comma, or else semicolon, tab or pipe
   */
  readonly delimiter?: string;
}

/** Options of {@link Format.parquet}. */
export interface ParquetOptions {
  /**
   * Whether the members of a structure become columns, their names joined by dots (`address.city`). Lists and maps are refused in any case: a row has columns only.
   *
   * @default false - a file with a structure is quarantined
   */
  readonly flatten?: boolean;
}

/** How the bytes of an object become records. Gzip and zstd are recognised by their first bytes, whatever the format. */
export class Format {
  /** By file extension (`.csv`, `.tsv`, `.ndjson`, `.jsonl`, `.json`, each also `.gz` and `.zst`, and `.parquet`), else by content type. */
  public static detect(): Format {
    return new Format({ kind: 'detect' });
  }

  /**
   * RFC 4180 with a header row. Every value is a string.
   *
   * @see https://www.rfc-editor.org/rfc/rfc4180
   */
  public static csv(options: CsvOptions = {}): Format {
    const { delimiter } = options;
    if (delimiter !== undefined && ([...delimiter].length !== 1 || '"\r\n'.includes(delimiter))) {
      throw new Error(`a CSV delimiter is one character other than a quote or a line break, not ${JSON.stringify(delimiter)}`);
    }
    return new Format({ kind: 'csv', delimiter });
  }

  /** One JSON object per line. */
  public static ndjson(): Format {
    return new Format({ kind: 'ndjson' });
  }

  /** One JSON document: an array of objects, or one object. */
  public static json(): Format {
    return new Format({ kind: 'json' });
  }

  /**
   * Parquet, read by ranges: memory does not depend on the size of the file. Integers and decimals keep every digit; dates, times and timestamps are ISO 8601, with as many
   * digits of a second as they have; bytes are base64, and what JSON has no number for is `"NaN"`, `"Infinity"` or `"-Infinity"`.
   *
   * @see https://parquet.apache.org/docs/file-format/
   */
  public static parquet(options: ParquetOptions = {}): Format {
    return new Format({ kind: 'parquet', ...options.flatten && { flatten: true } });
  }

  /** @internal */
  private constructor(private readonly config: FormatConfig) {}

  /**
   * What the handler gets.
   *
   * @internal
   */
  public _config(): FormatConfig {
    return this.config;
  }
}
