import type { Row } from './api-client';
import { Pipeline } from './pipeline';
import { Records, RowTtl, Schema, UnknownColumns } from '../../src';

const WIDE = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`column_${n}`, { type: 'number', minimum: 0 }]));

let pipeline: Pipeline;
beforeAll(async () => {
  // More than the environment takes, so it travels as a file.
  const schema = Schema.fromObject({
    properties: { id: { type: 'integer' }, at: { type: ['string', 'null'], format: 'date-time' }, note: { type: 'string', maxLength: 3 }, ...WIDE }, required: ['id'],
  }, { unknownColumns: UnknownColumns.RESCUE, renames: { note: 'text' }, constants: { source: 'é' }, computed: { key: 'k-{id}' } });
  pipeline = await Pipeline.start({ records: Records.rows({ schema, maxErrorRate: 0.5, rowTtl: RowTtl.column('at') }) });
});
afterAll(() => pipeline?.stop());

const soon = '2999-01-01T00:00:00Z';

test('rows are as the schema says, rejected records have their place', async () => {
  const csv = `id,at,note,column_7,more\n10000000000000000001,${soon},abc,1.50,x\n2,,abcd,,\n3,,,,\n`;
  const entry = await pipeline.ingest('typed.csv', csv);
  expect(entry).toMatchObject({
    status: 'COMMITTED', rowsWritten: 2, rowsRejected: 1, firstError: { line: 3, column: 4, message: 'the column "note" must have at most 3 characters' },
  });
  const expected = `{"id":10000000000000000001,"at":"${soon}","text":"abc","column_7":1.50,"source":"é","key":"k-10000000000000000001","_rescued":{"more":"x"}}`;
  expect(await pipeline.api.text(`/objects/${entry.id}/rows`)).toContain(expected);
});

test('a row that has expired is not shown, and the ones behind it are', async () => {
  const csv = `id,at\n1,${soon}\n2,2001-01-01T00:00:00Z\n3,\n4,2001-01-01T00:00:00Z\n`;
  const entry = await pipeline.ingest('expired.csv', csv);
  expect(entry).toMatchObject({ status: 'COMMITTED', rowsWritten: 4 });
  const rows = await pipeline.api.all<Row>(`/objects/${entry.id}/rows`, { limit: '1' });
  expect(rows.map(({ row }) => row)).toEqual([1, 3]);
});
