import { readFileSync } from 'fs';
import { SchemaConfig } from '../contract';
import { compileSchema } from '../private/schema/compile-schema';

/** What becomes of a column, or a member of a JSON record, that a schema does not know. */
export enum UnknownColumns {
  /** It is a member of the row, as it stands in the file. */
  KEEP = 'keep',
  /** It is left out. */
  DROP = 'drop',
  /** It goes into one member of the row, an object: nothing is lost, and the row's own names stay those of the schema. */
  RESCUE = 'rescue',
  /** The record is rejected; a CSV file with such a column is quarantined. */
  REJECT = 'reject',
}

/** Options of a {@link Schema}. */
export interface SchemaOptions {
  /**
   * What becomes of columns that are not among the schema's `properties`.
   *
   * @default - KEEP; REJECT where the schema says `additionalProperties: false`
   */
  readonly unknownColumns?: UnknownColumns;

  /**
   * Member of a row that {@link UnknownColumns.RESCUE} collects unknown columns in.
   *
   * @default '_rescued'
   */
  readonly rescuedColumn?: string;

  /**
   * Texts of a CSV field that mean "no value", quoted or not. Where the column's type has `null`, the row gets `null`; else an empty field of a column
   * that the empty string is right for is the empty string, and any other is a member that the row does not have, or a rejected record where the column
   * is required.
   *
   * @default - the empty text alone
   */
  readonly nullValues?: string[];

  /**
   * New names of columns, by their names in the file. The same as `x-rename` beside a column in the schema.
   *
   * @default - columns are called what they are called
   */
  readonly renames?: { [column: string]: string };

  /**
   * Members with a value of yours that every row gets, such as the name of a partner.
   *
   * @default - none
   */
  readonly constants?: { [name: string]: unknown };

  /**
   * Members that are put together of columns, such as `{ key: '{tenant}#{order_id}' }`. Columns go by their names in the file; a brace is written twice. A record in
   * which one of the columns has no value is rejected.
   *
   * @default - none
   */
  readonly computed?: { [name: string]: string };
}

/**
 * What the records of a file must be: a JSON Schema (draft 2020-12 or 7) of an object whose `properties` are the columns. It is checked and prepared
 * at synth; the handler compiles nothing.
 *
 * Fields of CSV become what the column's `type` says: a number where the text is one as JSON writes it (every digit stays; no leading zero, plus sign,
 * space or separator), `true` and `false` in any letters, JSON text for `object` and `array`, else a string. Values of JSON and Parquet are
 * checked and stay as they are. A record that is not as the schema says is rejected, with its place and what it must be.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export class Schema {
  /**
   * A schema in a file.
   *
   * @param path of JSON text, relative to where the app is run
   */
  public static fromFile(path: string, options: SchemaOptions = {}): Schema {
    return Schema.parse(readFileSync(path, 'utf8'), path, options);
  }

  /**
   * A schema as text.
   *
   * @param json the schema's JSON text
   */
  public static fromString(json: string, options: SchemaOptions = {}): Schema {
    return Schema.parse(json, 'the schema', options);
  }

  /**
   * A schema as plain data.
   *
   * @param schema the keywords of the schema
   */
  public static fromObject(schema: { [keyword: string]: unknown }, options: SchemaOptions = {}): Schema {
    return new Schema(compileSchema(schema, options, 'the schema'));
  }

  private static parse(json: string, name: string, options: SchemaOptions): Schema {
    let schema: unknown;
    try {
      schema = JSON.parse(json);
    } catch (error) {
      throw new Error(`${name} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    return new Schema(compileSchema(schema, options, name));
  }

  private constructor(private readonly config: SchemaConfig) {}

  /**
   * What the handler gets.
   *
   * @internal
   */
  public _config(): SchemaConfig {
    return this.config;
  }
}
