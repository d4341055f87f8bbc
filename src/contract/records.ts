/** A format as the handlers see it. */
export interface FormatConfig {
  readonly kind: 'detect' | 'csv' | 'ndjson' | 'json' | 'parquet';
  /** CSV only: one character. Without it the header line decides between comma, semicolon, tab and pipe. */
  readonly delimiter?: string;
  /** Parquet only: whether the members of structures become columns. */
  readonly flatten?: boolean;
}

/** How much a file may come to. A member that is left open has the default of {@link DEFAULT_LIMITS}. */
export interface LimitsConfig {
  /** Bytes after decompression. */
  readonly bytes?: number;
  /** Bytes after decompression for each byte before it. */
  readonly ratio?: number;
  readonly rows?: number;
  /** Bytes of a row's JSON text. */
  readonly rowBytes?: number;
  readonly columns?: number;
  /** Levels of nesting; a record's own braces are the first. */
  readonly depth?: number;
}

/** A JSON Schema as the handlers get it: checked at synth, without annotations; `$ref` is the name of a definition. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** A column that a schema knows. */
export interface ColumnConfig {
  /** In the file. */
  readonly name: string;
  /** In the row, where it is another name. */
  readonly as?: string;
  readonly schema: JsonSchema;
  readonly required?: true;
}

/** What records must be, and how they become rows. */
export interface SchemaConfig {
  readonly columns: ColumnConfig[];
  /** What becomes of a column that the schema does not know. */
  readonly unknown: 'keep' | 'drop' | 'rescue' | 'reject';
  /** What such a column must be where it is kept. */
  readonly others?: JsonSchema;
  /** Member of the row that rescued columns go into. */
  readonly rescued: string;
  /** Texts of a CSV field that mean no value. */
  readonly nulls: string[];
  /** Members that every row gets, with the JSON text of their values. */
  readonly constants?: Readonly<Record<string, string>>;
  /** Members that are put together of texts and columns. */
  readonly computed?: { readonly name: string; readonly parts: (string | { readonly column: string })[] }[];
  /** What a record must be as a whole, where that is more than its columns. */
  readonly whole?: JsonSchema;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** When a row is no longer kept. */
export interface RowTtlConfig {
  readonly seconds: number;
  /** From when on: now, the object's last change, or what a column says (a date, a time, or seconds since 1970). */
  readonly from: 'now' | 'lastModified' | { readonly column: string };
}

/** Which columns a record is found by, across files. */
export interface UpsertConfig {
  readonly partitionKey: string;
  /** Without it there is one record for each partition key. */
  readonly sortKey?: string;
  /** How sort keys follow one another. */
  readonly sortKeyOrder: 'text' | 'number';
  /** Which records say that theirs is gone. */
  readonly tombstone?: {
    readonly column: string;
    readonly value: string;
    /** Seconds that a tombstone is kept; for ever where it is left open. */
    readonly keepSeconds?: number;
  };
  /** Whether a tenant's records are found by that tenant alone: the tenant is the first segment of an object key behind the watched prefix. */
  readonly tenants?: boolean;
}

/** What becomes of an object. */
export interface RecordsConfig {
  readonly mode: 'metadata' | 'rows' | 'upsert';
  readonly format: FormatConfig;
  /** Share of rejected records, 0 to 1, over which the whole file is quarantined. */
  readonly maxErrorRate: number;
  /** Rejected records over which the whole file is quarantined, at once. */
  readonly maxErrors?: number;
  readonly limits?: LimitsConfig;
  /**
   * Files of lines that are more than twice as large are read in parts of this size, in bytes, side by side.
   *
   * @default DEFAULT_PART_BYTES
   */
  readonly partBytes?: number;
  readonly schema?: SchemaConfig;
  readonly rowTtl?: RowTtlConfig;
  /** Only of the mode `upsert`. */
  readonly upsert?: UpsertConfig;
}

/** A part takes a function of 512 MiB some ten seconds, and a message, a claim and a few writes beside its rows. */
export const DEFAULT_PART_BYTES = 32 * 1024 * 1024;

/**
 * The largest row, in bytes of its JSON text. DynamoDB takes 400 KB for an item, names and values together; the keys and the
 * names of a row item need less than 128 bytes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const MAX_ROW_BYTES = 400 * 1024 - 128;

/** What a file may come to where the stack says nothing else. */
export const DEFAULT_LIMITS: Required<LimitsConfig> = {
  bytes: 100 * 1024 ** 3,
  ratio: 200,
  rows: 100_000_000,
  rowBytes: MAX_ROW_BYTES,
  columns: 1_000,
  depth: 100,
};
