import { RowTtlConfig, SchemaConfig } from '../contract';

/** Refuses a row TTL by a column that no row, or not every row, could tell a time by. */
export function checkTtlColumn({ from }: RowTtlConfig, schema: SchemaConfig | undefined): void {
  if (typeof from !== 'object') return;
  const name = JSON.stringify(from.column);
  if (!schema) throw new Error(`rowTtl is by the column ${name}: give the records a schema that has it, so that it is a time for sure`);
  const column = schema.columns.find((one) => one.name === from.column);
  if (!column) throw new Error(`rowTtl is by the column ${name}, which the schema does not have: use one of ${schema.columns.map((one) => one.name).join(', ')}`);
  const { type, format } = typeof column.schema === 'object' ? column.schema : {};
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== 'null');
  const isTime = types.length === 1 && (types[0] === 'string' ? format === 'date' || format === 'date-time' : types[0] === 'integer' || types[0] === 'number');
  if (!isTime) throw new Error(`rowTtl is by the column ${name}, which is no time: make it a string of the format date or date-time, or an integer of seconds since 1970`);
}
