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

/** How the bytes of an object become records. Gzip is recognised by its first two bytes, whatever the format. */
export class Format {
  /** By file extension (`.csv`, `.tsv`, `.ndjson`, `.jsonl`, `.json`, each also `.gz`), else by content type. */
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
