import fc from 'fast-check';
import { membersOf } from '../../../../lambda-src/core/records/json-members';

test('each member comes with its text, whatever stands around it', () => {
  fc.assert(fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'), (object, space) => {
    const json = JSON.stringify(object, undefined, space);
    const members = membersOf(json);
    expect([...members?.keys() ?? []].sort()).toEqual(Object.keys(object).sort());
    for (const [name, text] of members ?? []) expect(JSON.parse(text)).toEqual(JSON.parse(json)[name]);
  }));
});

test('numbers keep their digits, repeated names their last value', () => {
  expect([...membersOf(' { "a" : 1.00 ,"b":-0,"a":12345678901234567890,"__proto__":[{}] } ') ?? []]).toEqual([
    ['a', '12345678901234567890'], ['b', '-0'], ['__proto__', '[{}]'],
  ]);
});

test.each(['[]', '1', '"{}"', 'null', ' [{}]'])('%s has no members', (json) => {
  expect(membersOf(json)).toBeUndefined();
});
