import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { csvOf } from '../../../../lambda-src/core/api/csv-page';
import { membersOf } from '../../../../lambda-src/core/records/json-members';

test('columns are the members of all records in the order of their first appearance', () => {
  expect(csvOf(['{"a":"1","b":"2"}', '{"b":"3","c":"4"}'])).toBe('a,b,c\r\n1,2,\r\n,3,4\r\n');
});

test('every digit of a number survives, and what nests is JSON text', () => {
  expect(csvOf(['{"n":12345678901234567890.10,"e":1E400,"t":true,"o":{"x": [1.0,"y,\\"z"]},"l":[]}']))
    .toBe('n,e,t,o,l\r\n12345678901234567890.10,1E400,true,"{""x"": [1.0,""y,\\""z""]}",[]\r\n');
});

test.each([
  ['{"a":"x,y"}', 'a\r\n"x,y"\r\n'], ['{"a":"x\\"y"}', 'a\r\n"x""y"\r\n'], ['{"a":"x\\ny"}', 'a\r\n"x\ny"\r\n'], ['{"a":" x"}', 'a\r\n" x"\r\n'],
  ['{"a":""}', 'a\r\n""\r\n'], ['{"a":null}', 'a\r\n""\r\n'], ['{"a":null,"b":null}', 'a,b\r\n,\r\n'], ['{"a,b":"1"}', '"a,b"\r\n1\r\n'],
  ['{}', '""\r\n'], ['7', 'value\r\n7\r\n'], ['"x"', 'value\r\nx\r\n'], ['[1,{"a":2}]', 'value\r\n"[1,{""a"":2}]"\r\n'],
])('%s is %j', (record, csv) => {
  expect(csvOf([record])).toBe(csv);
});

test('no record is no line', () => expect(csvOf([])).toBe(''));

test('another reader of CSV finds every text again', () => {
  const names = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 4 });
  const table = names.chain(columns => fc.tuple(fc.constant(columns), fc.array(fc.array(fc.string({ unit: 'grapheme' }),
    { minLength: columns.length, maxLength: columns.length }), { minLength: 1, maxLength: 5 })));
  fc.assert(fc.property(table, ([columns, lines]) => {
    const csv = csvOf(lines.map(line => `{${columns.map((name, n) => `${JSON.stringify(name)}:${JSON.stringify(line[n])}`).join(',')}}`));
    expect(parse(csv, { relax_column_count: false, bom: false })).toEqual([columns, ...lines]);
  }), { numRuns: 300 });
});

test('members are those that JSON.parse finds, however the text is spaced', () => {
  fc.assert(fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), fc.constantFrom(undefined, 1, '\t', '\n  '), (value, indent) => {
    const members = membersOf(JSON.stringify(value, null, indent));
    const parsed = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
    expect([...members?.keys() ?? []].sort()).toEqual(Object.keys(parsed).sort());
    for (const [name, text] of members ?? []) expect(JSON.parse(text)).toEqual(parsed[name]);
  }), { numRuns: 300 });
});

test('of a repeated name the last value counts', () => {
  expect([...membersOf('{"a":1,"b":2,"a":3}') ?? []]).toEqual([['a', '3'], ['b', '2']]);
});
