import { csvParser } from '../../../../lambda-src/core/records/csv';
import { jsonParser } from '../../../../lambda-src/core/records/json';
import { ndjsonParser } from '../../../../lambda-src/core/records/ndjson';
import { RowPlan } from '../../../../lambda-src/core/schema/row-plan';
import { Schema, type SchemaOptions } from '../../../../src';
import type { Make } from '../records/parse';

/** The plan of a schema, by way of what the handler gets: plain data. */
export function planOf(schema: object, options: SchemaOptions = {}): RowPlan {
  return new RowPlan(JSON.parse(JSON.stringify(Schema.fromObject(schema as Record<string, unknown>, options)._config())));
}

/** The parsers of each format, by a schema. */
export function parsersBy(schema: object, options?: SchemaOptions): { csv: Make; ndjson: Make; json: Make } {
  const plan = planOf(schema, options);
  return {
    csv: sink => csvParser(sink, { plan }),
    ndjson: sink => ndjsonParser(sink, { plan }),
    json: sink => jsonParser(sink, { plan }),
  };
}

/** Runs of a property: few by default, as many as `CASES` says in the full test. */
export const CASES = Number(process.env.CASES ?? 300);
