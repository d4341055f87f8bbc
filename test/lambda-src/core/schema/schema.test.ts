import { parsersBy, planOf } from './by-schema';
import { csvParser } from '../../../../lambda-src/core/records/csv';
import { expiryOf, expiryOfValue } from '../../../../lambda-src/core/schema/expiry';
import { RowPlan } from '../../../../lambda-src/core/schema/row-plan';
import { Schema, UnknownColumns } from '../../../../src';
import { parse, placeOf } from '../records/parse';

const ORDER = {
  type: 'object',
  properties: {
    id: { type: 'integer', minimum: 1 },
    price: { type: ['number', 'null'] },
    paid: { type: 'boolean' },
    note: { type: 'string', maxLength: 5 },
    at: { type: 'string', format: 'date-time' },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['id', 'note'],
};

const header = 'id,price,paid,note,at,tags\n';
const full = '7,12.50,TRUE,"a ""b""",2026-01-02T03:04:05Z,"[""x"",\n""y""]"\n';

test('each type of a CSV field', () => {
  expect(parse(parsersBy(ORDER).csv, `${header}${full}`)).toMatchObject({
    rows: ['{"id":7,"price":12.50,"paid":true,"note":"a \\"b\\"","at":"2026-01-02T03:04:05Z","tags":["x","y"]}'], rejected: [],
  });
});

test('an empty field is null where it may be, the empty string of a string, else no member at all', () => {
  expect(parse(parsersBy(ORDER).csv, `${header}7,,,,,\n`).rows).toEqual(['{"id":7,"price":null,"note":""}']);
});

test('an optional first column may be empty', () => {
  expect(parse(parsersBy({ properties: { a: { type: 'number' }, b: { type: 'number' } } }).csv, 'a,b\n,2\n,\n1,\n').rows).toEqual(['{"b":2}', '{}', '{"a":1}']);
});

test.each([
  ['id', '01,,,n,,', 0, 'must be a whole number as JSON writes it'],
  ['id', ' 1,,,n,,', 0, 'must be a whole number'],
  ['id', '+1,,,n,,', 0, 'must be a whole number'],
  ['id', '1.5,,,n,,', 0, 'must be a whole number'],
  ['id', '0,,,n,,', 0, 'must be at least 1'],
  ['id', ',,,n,,', 0, 'must have a value'],
  ['price', '1,"1,000",,n,,', 3, 'must be a number as JSON writes it or null'],
  ['paid', '1,,yes,n,,', 3, 'must be true or false'],
  ['note', '1,,,sécret,,', 4, 'must have at most 5 characters'],
  ['at', '1,,,n,2026-02-30T00:00:00Z,', 6, 'must be of the format date-time'],
  ['tags', '1,,,n,,[1]', 7, 'at /0 must be a string'],
  ['tags', '1,,,n,,[1', 7, 'must be an array'],
])('the column %s of %s is rejected at its place, and its value is not told', (column, line, at, message) => {
  const { rows, rejected } = parse(parsersBy(ORDER).csv, `${header}${line}\n${full}`);
  expect(rows).toHaveLength(1);
  const quote = line[at] === '"' ? 1 : 0;
  expect(placeOf(rejected[0])).toEqual([2, at + 1 + quote, header.length + at + quote]);
  expect(rejected[0].message).toContain(`the column "${column}" ${message}`);
  expect(rejected[0].message).not.toContain('sécret');
});

test.each([
  ['a value of another type', '{"id":"7","note":"n"}', 6, 'the column "id" must be a whole number'],
  ['a column that is missing', '{"id":7}', 0, 'the column "note" is missing and required'],
  ['a column that stands there twice', '{"id":7, "note":"n", "id":8}', 26, 'the column "id" stands there twice'],
  ['a value inside of a value', '{"id":7,"note":"n","tags":["x",1]}', 26, 'the column "tags" at /1 must be a string'],
])('%s of a JSON record is rejected at its place', (_, record, at, message) => {
  for (const [make, before] of [[parsersBy(ORDER).ndjson, ''], [parsersBy(ORDER).json, '[']] as const) {
    const { rows, rejected, raw } = parse(make, `${before}${record}${before ? ']' : '\n'}`);
    expect({ rows, place: placeOf(rejected[0]), raw }).toEqual({ rows: [], place: [1, before.length + at + 1, before.length + at], raw: [record] });
    expect(rejected[0].message).toContain(message);
  }
});

test('a JSON record that is right stays word for word', () => {
  const record = '{ "id" : 1e2, "note":"\\u00e9", "more": {"a": [ 1.0 ]}, "price": -0.0 }';
  expect(parse(parsersBy(ORDER).ndjson, `${record}\n`).rows).toEqual([record]);
});

describe('columns that the schema does not know', () => {
  const schema = { properties: { id: { type: 'integer' } }, required: ['id'] };
  const rowsOf = (unknownColumns: UnknownColumns, options = {}) => {
    const { csv, ndjson } = parsersBy(schema, { unknownColumns, ...options });
    return [parse(csv, 'x,id,y"\n1,2,"a\nb"\n'), parse(ndjson, '{"x":1,"id":2,"y\\"":"a\\nb"}\n')];
  };

  test('are kept', () => {
    expect(rowsOf(UnknownColumns.KEEP).map(({ rows }) => rows)).toEqual([['{"x":"1","id":2,"y\\"":"a\\nb"}'], ['{"x":1,"id":2,"y\\"":"a\\nb"}']]);
  });

  test('are dropped', () => {
    expect(rowsOf(UnknownColumns.DROP).map(({ rows }) => rows)).toEqual([['{"id":2}'], ['{"id":2}']]);
  });

  test('are rescued', () => {
    const csv = '{"id":2,"_rescued":{"x":"1","y\\"":"a\\nb"}}';
    expect(rowsOf(UnknownColumns.RESCUE).map(({ rows }) => rows)).toEqual([[csv], ['{"id":2,"_rescued":{"x":1,"y\\"":"a\\nb"}}']]);
    expect(rowsOf(UnknownColumns.RESCUE, { rescuedColumn: 'rest' })[0].rows).toEqual([csv.replace('_rescued', 'rest')]);
    expect(parse(parsersBy(schema, { unknownColumns: UnknownColumns.RESCUE }).csv, 'id\n1\n').rows).toEqual(['{"id":1}']);
  });

  test.each([[schema, { unknownColumns: UnknownColumns.REJECT }], [{ ...schema, additionalProperties: false }, {}]])('are rejected', (one, options) => {
    const { csv, ndjson } = parsersBy(one, options);
    expect(parse(csv, 'id,x\n1,2\n').unreadable).toMatchObject({ column: 4, message: 'the column "x" is not in the schema: remove it, or set unknownColumns' });
    expect(parse(ndjson, '{"id":1,"x":2}\n{"id":1}\n')).toMatchObject({ rows: ['{"id":1}'], rejected: [{ column: 9 }] });
  });

  test('are what additionalProperties says', () => {
    const { csv, ndjson } = parsersBy({ ...schema, additionalProperties: { type: 'number' } });
    expect(parse(csv, 'id,x\n1,2\n1,b\n')).toMatchObject({ rows: ['{"id":1,"x":2}'], rejected: [{ line: 3, column: 3 }] });
    expect(parse(ndjson, '{"id":1,"x":"2"}\n')).toMatchObject({ rows: [], rejected: [{ column: 13 }] });
  });
});

test('a header that lacks a required column is told at once', () => {
  expect(parse(parsersBy(ORDER).csv, 'id,price\n1,2\n').unreadable?.message).toBe('the header lacks the column "note", which the schema requires: add it');
});

describe('renames, constants and computed members', () => {
  const schema = { properties: { 'tenant': { type: 'string' }, 'order id': { 'type': ['integer', 'null'], 'x-rename': 'orderId' }, 'ok': { type: 'boolean' } } };
  const options = {
    renames: { ok: 'é"' }, constants: { source: 'pärtner', n: 1, list: [null] }, computed: { key: '{tenant}#{order id}', braces: '{{{tenant}}}' },
  };
  const end = ',"source":"pärtner","n":1,"list":[null],"key":"a\\"é#7","braces":"{a\\"é}"}';

  test('of CSV', () => {
    expect(parse(parsersBy(schema, options).csv, 'tenant,order id,ok,more\n"a""é",7,true,x\n').rows)
      .toEqual([`{"tenant":"a\\"é","orderId":7,"é\\"":true,"more":"x"${end}`]);
  });

  test('of JSON', () => {
    expect(parse(parsersBy(schema, options).json, '[{"order id":7,\n"tenant":"a\\"é"}]').rows).toEqual([`{"orderId":7,"tenant":"a\\"é"${end}`]);
  });

  test('a record with a hole in its key is rejected', () => {
    const message = 'the column "order id" must have a value, because a key is computed of it';
    expect(parse(parsersBy(schema, options).csv, 'tenant,order id\na,\n').rejected).toMatchObject([{ message }]);
    expect(parse(parsersBy(schema, options).ndjson, '{"tenant":"a","order id":null}\n{"tenant":"a"}\n').rejected).toMatchObject([{ message }, { message }]);
  });
});

describe('what is said about the record as a whole', () => {
  const schema = {
    properties: { kind: { enum: ['a', 'b'] }, n: { 'type': 'number', 'x-rename': 'number' }, m: { type: 'number' } },
    if: { properties: { kind: { const: 'a' } } },
    then: { required: ['n'] },
    dependentRequired: { m: ['n'] },
  };

  test('holds by the names of the file', () => {
    const csv = parse(parsersBy(schema).csv, 'kind,n,m\na,1,\na,,\nb,,\nb,,1\n');
    expect(csv).toMatchObject({ rows: ['{"kind":"a","number":1}', '{"kind":"b"}'], rejected: [{ line: 3 }, { line: 5 }] });
    const ndjson = parse(parsersBy(schema).ndjson, '{"kind":"a","n":1}\n{"kind":"a"}\n{"kind":"b"}\n{"kind":"b","m":1}\n');
    expect(ndjson).toMatchObject({ rows: ['{"kind":"a","number":1}', '{"kind":"b"}'], rejected: [{ line: 2 }, { line: 4 }] });
    expect(ndjson.rejected[0].message).toBe('the record must have the member "n"');
  });
});

test('types follow from enum, const, alternatives and references', () => {
  const schema = {
    $defs: { amount: { type: 'number', minimum: 0 }, base: { properties: { id: { type: 'integer' } }, required: ['id'] } },
    allOf: [{ $ref: '#/$defs/base' }],
    properties: {
      size: { enum: [1, 2, null] },
      price: { $ref: '#/$defs/amount' },
      rate: { anyOf: [{ $ref: '#/$defs/amount' }, { type: 'null' }] },
      flag: { const: true },
      top: { $ref: '#/$defs/amount', maximum: 9 },
    },
  };
  const { csv } = parsersBy(schema);
  expect(parse(csv, 'size,price,rate,flag,top,id\n1,2.0,,true,9,5\n').rows).toEqual(['{"size":1,"price":2.0,"rate":null,"flag":true,"top":9,"id":5}']);
  expect(parse(csv, 'size,price,rate,flag,top,id\n3,2,,true,9,5\n1,-2,,true,9,5\n1,2,,false,9,5\n1,2,,true,10,5\n').rejected).toHaveLength(4);
});

test('a schema may refer to itself', () => {
  const schema = { properties: { tree: { $ref: '#/$defs/tree' } }, $defs: { tree: { type: 'object', properties: { left: { $ref: '#/$defs/tree' }, n: { type: 'integer' } } } } };
  const { ndjson } = parsersBy(schema);
  expect(parse(ndjson, '{"tree":{"left":{"left":{"n":1}}}}\n{"tree":{"left":{"left":{"n":"1"}}}}\n')).toMatchObject({
    rows: [expect.anything()], rejected: [{ line: 2, message: 'the column "tree" at /left/left/n must be a whole number as JSON writes it' }],
  });
});

test('texts that mean no value', () => {
  const { csv } = parsersBy({ properties: { n: { type: ['number', 'null'] }, s: { type: 'string' } } }, { nullValues: ['NULL', '\\N'] });
  expect(parse(csv, 'n,s\nNULL,NULL\n\\N,x\n,y\n')).toMatchObject({ rows: ['{"n":null}', '{"n":null,"s":"x"}'], rejected: [{ line: 4 }] });
});

describe('when rows expire', () => {
  test('by a column', () => {
    const schema = { properties: { at: { type: ['string', 'null'], format: 'date-time' } } };
    const config = Schema.fromObject(schema)._config();
    const expiries: (number | undefined)[] = [];
    const parser = csvParser({ row: (_, expires) => void expiries.push(expires), reject: () => {} }, { plan: new RowPlan(config, { seconds: 60, from: { column: 'at' } }) });
    parser.push(Buffer.from('at\n2026-01-01T00:00:00+01:00\n\n""\n1969-12-31 23:59:00Z\n'));
    parser.end();
    expect(expiries).toEqual([Date.UTC(2025, 11, 31, 23) / 1000 + 60, undefined, 0]);
  });

  test.each([['"2026-01-01"', 1767225600], ['1767225600', 1767225600], ['1767225600.9', 1767225600], ['null', undefined], [undefined, undefined]])('%s', (value, seconds) => {
    expect(expiryOfValue(value, { seconds: 0, from: { column: 'at' } })).toBe(seconds);
  });

  test('by the clock and by the file', () => {
    expect(expiryOf({ seconds: 10, from: 'now' }, new Date(1500), '2026-01-01T00:00:00.000Z')).toBe(11);
    expect(expiryOf({ seconds: 10, from: 'lastModified' }, new Date(1500), '2026-01-01T00:00:00.000Z')).toBe(1767225610);
  });
});

test('a flat column costs no general check', () => {
  expect(planOf({ properties: { a: { type: 'string' }, b: {} } }).columns.map(({ plain }) => plain)).toEqual([true, true]);
});
