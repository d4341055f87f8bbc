import fc from 'fast-check';
import { compareTexts } from './record-table';
import { MAX_PARTITION_BYTES, MAX_SORT_BYTES, RecordKeys } from '../../../../lambda-src/core/upsert/record-key';
import type { UpsertConfig } from '../../../../src/contract';

const TEXT: UpsertConfig = { partitionKey: 'customer', sortKey: 'order', sortKeyOrder: 'text', tombstone: { column: 'op', value: 'D' } };
const NUMBER: UpsertConfig = { ...TEXT, sortKeyOrder: 'number' };
const byteString = (json: string): string => Buffer.from(json).toString('latin1');
const keyOf = (json: string, config = TEXT, tenant = '') => new RecordKeys('bucket', config).of(byteString(json), tenant);
const record = (customer: unknown, order: unknown = 'o'): string => JSON.stringify({ customer, order });

test.each([
  ['{"customer":"c","order":"o"}', 'bucket#r##c', 'o'],
  ['{"customer":1,"order":2}', 'bucket#r##1', '2'],
  ['{"customer":1.0,"order":"1.0"}', 'bucket#r##1', '1.0'],
  ['{"customer":9007199254740993,"order":9007199254740992}', 'bucket#r##9007199254740993', '9007199254740992'],
  [' { "order" : "o" , "x":{"customer":"no"},"y":["customer",{"order":1}], "customer" : "c" } ', 'bucket#r##c', 'o'],
  ['{"customer":"first","order":"o","customer":"last"}', 'bucket#r##last', 'o'],
  ['{"cust\\u006fmer":"\\u0063\\ud83d\\ude42","order":"日本\\n"}', 'bucket#r##c🙂', '日本\n'],
  ['{"customer":"a#b","order":"#"}', 'bucket#r##a#b', '#'],
])('%s is found under %s and %s', (json, partition, sort) => {
  expect(keyOf(json)).toEqual({ key: { partition, sort }, deleted: false });
});

test.each([
  ['{"order":"o"}', 'customer, the partition key, is missing: give every record a text or a number there'],
  ['{}', 'customer, the partition key, is missing: give every record a text or a number there'],
  ['{"customer":"","order":"o"}', 'customer, the partition key, is empty: give every record a text or a number there'],
  ['{"customer":null,"order":"o"}', 'customer, the partition key, is null: give every record a text or a number there'],
  ['{"customer":true,"order":"o"}', 'customer, the partition key, is true or false: give every record a text or a number there'],
  ['{"customer":{"a":1},"order":"o"}', 'customer, the partition key, is an object: give every record a text or a number there'],
  ['{"customer":["a"],"order":"o"}', 'customer, the partition key, is a list: give every record a text or a number there'],
  ['{"customer":"\\ud800","order":"o"}', 'customer, the partition key, holds half of a character: give every record a text or a number there'],
  ['{"customer":1e99999,"order":"o"}', 'customer, the partition key, is a number beyond 10^±9,999: give every record a text or a number there'],
  ['{"customer":"c"}', 'order, the sort key, is missing: give every record a text or a number there'],
  ['{"customer":"c","order":null}', 'order, the sort key, is null: give every record a text or a number there'],
  ['{"customer":"c","order":""}', 'order, the sort key, is empty: give every record a text or a number there'],
])('%s is rejected, and no value is repeated', (json, message) => {
  expect(keyOf(json)).toBe(message);
});

test('a key as long as the table takes is taken, and one byte more is not', () => {
  const room = MAX_PARTITION_BYTES - 'bucket#r##'.length;
  expect(keyOf(record('é'.repeat(room / 2), 'é'.repeat(MAX_SORT_BYTES / 2)))).toMatchObject({ deleted: false });
  expect(keyOf(record('x'.repeat(room + 1)))).toBe(`customer, the partition key, has ${room + 1} bytes and the table takes ${room}: shorten it`);
  expect(keyOf(record('c', 'x'.repeat(MAX_SORT_BYTES + 1)))).toBe('order, the sort key, has 1025 bytes and the table takes 1024: shorten it');
});

test('without a sort key there is one record for each partition', () => {
  const config: UpsertConfig = { partitionKey: 'customer', sortKeyOrder: 'text' };
  expect(keyOf('{"customer":"c","order":null}', config)).toEqual({ key: { partition: 'bucket#r##c', sort: 'record' }, deleted: false });
});

test('where sort keys are numbers, texts of numbers are taken and others are rejected', () => {
  expect(keyOf(record('c', 10), NUMBER)).toEqual(keyOf(record('c', '10.0'), NUMBER));
  expect(keyOf(record('c', 'ten'), NUMBER)).toBe('order, the sort key, is no number, or one beyond 10^±9,999: give every record a number there');
});

test.each([
  ['"D"', 'D', true], ['"d"', 'D', false], ['null', 'D', false], ['true', 'true', true], ['false', 'true', false], ['"true"', 'true', true], ['1', '1', true],
  ['1.0', '1', true], ['0', '1', false], ['null', 'null', false], ['{"a":1}', 'D', false],
])('%s is a tombstone where %s says so: %p', (json, value, deleted) => {
  const config: UpsertConfig = { ...TEXT, tombstone: { column: 'op', value } };
  expect(keyOf(`{"customer":"c","order":"o","op":${json}}`, config)).toMatchObject({ deleted });
  expect(keyOf('{"customer":"c","order":"o"}', config)).toMatchObject({ deleted: false });
});

const value = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), fc.string({ unit: fc.constantFrom('#', 'r', '\0', 'a', '%'), minLength: 1, maxLength: 5 }));
const tenant = fc.constantFrom('', 'a', 'b', 'a.b', 'r');

test('two records share a place exactly where tenant, partition key and sort key are the same texts', () => {
  fc.assert(fc.property(fc.tuple(tenant, value, value), fc.tuple(tenant, value, value), (a, b) => {
    const [one, other] = [a, b].map(([of, customer, order]) => keyOf(record(customer, order), TEXT, of));
    expect(JSON.stringify(one) === JSON.stringify(other)).toBe(JSON.stringify(a) === JSON.stringify(b));
  }));
});

test('sort keys keep the order of the bytes of texts', () => {
  fc.assert(fc.property(value, value, (a, b) => {
    const [one, other] = [a, b].map((order) => keyOf(record('c', order)) as Exclude<ReturnType<typeof keyOf>, string>);
    expect(Math.sign(compareTexts(one.key.sort, other.key.sort))).toBe(Math.sign(compareTexts(a, b)));
  }));
});

test('a record of any members tells its key as JSON.parse does', () => {
  const members = fc.dictionary(fc.oneof(fc.constantFrom('customer', 'order', '__proto__', 'x'), fc.string()), fc.jsonValue());
  fc.assert(fc.property(members, fc.constantFrom(undefined, 1, '\t'), (object, space) => {
    const json = JSON.stringify(object, undefined, space);
    const { customer, order } = JSON.parse(json) as Record<string, unknown>;
    const isText = (one: unknown): one is string => typeof one === 'string' && one !== '' && !/\p{Surrogate}/u.test(one);
    if (isText(customer) && isText(order)) expect(keyOf(json)).toMatchObject({ key: { partition: `bucket#r##${customer}`, sort: order } });
    else if (typeof customer !== 'number' && typeof order !== 'number') expect(typeof keyOf(json)).toBe('string');
  }));
});
