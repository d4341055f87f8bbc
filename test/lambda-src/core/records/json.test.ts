import { parse, placeOf } from './parse';
import { jsonParser } from '../../../../lambda-src/core/records/json';

const nested = (depth: number) => '{"a":'.repeat(depth - 1) + '{}' + '}'.repeat(depth - 1);

describe('records', () => {
  test.each([
    ['the elements of an array', '[{"a":1},{"a":2}]', ['{"a":1}', '{"a":2}']],
    ['a single object', '{"a":[{"b":1},{"b":2}]}', ['{"a":[{"b":1},{"b":2}]}']],
    ['a byte order mark and whitespace', '\ufeff \r\n\t[ {"a":1}\t,\n{"a":2} ]\r\n ', ['{"a":1}', '{"a":2}']],
    ['on one line each', '[\n  {\n    "a": "x  \\" y",\r\n    "b": [ 1, 2 ]\n  }\n]\n', ['{"a":"x  \\" y","b":[1,2]}']],
    ['a single object on one line', '{\n\t"a": 1\n}\n', ['{"a":1}']],
    ['as they stand where they are on one line', '[{ "a" : 1 }]', ['{ "a" : 1 }']],
    ['numbers of forty digits', '[{"n":1234567890123456789012345678901234567890.10}]', ['{"n":1234567890123456789012345678901234567890.10}']],
    ['names that stand there twice, or that objects are born with', '[{"a":1,"a":2,"__proto__":3}]', ['{"a":1,"a":2,"__proto__":3}']],
    ['characters of one to four bytes', '[{"é✓":"𝄞"}]', ['{"é✓":"𝄞"}']],
    ['brackets and quotes in strings', '[{"a":"}]\\"[{"},{"b":"\\\\"}]', ['{"a":"}]\\"[{"}', '{"b":"\\\\"}']],
    ['a hundred levels', `[${nested(100)}]`, [nested(100)]],
  ])('%s', (_, input, rows) => {
    expect(parse(jsonParser, input)).toEqual({ rows, rejected: [], raw: [] });
  });

  test.each(['', ' \n', '\ufeff', '\ufeff\r\n', '[]', ' [ \n ] '])('are none in %j', input => {
    expect(parse(jsonParser, input)).toEqual({ rows: [], rejected: [], raw: [] });
  });

  test('that are no objects or too deep are rejected, and the next one is read', () => {
    const { rows, rejected, unreadable } = parse(jsonParser, `[1,\n "x", null , [{"a":1}], -0.5e1,\r\n  true,${nested(101)},{"a":2}]`);
    expect({ rows, unreadable }).toEqual({ rows: ['{"a":2}'], unreadable: undefined });
    expect(rejected.map(placeOf)).toEqual([[1, 2, 1], [2, 2, 5], [2, 7, 10], [2, 14, 17], [2, 25, 28], [3, 3, 39], [3, 8, 44]]);
    expect(rejected[6].message).toContain('101 levels');
  });
});

describe('a file is unreadable', () => {
  test.each([
    ['a number', '17', [1, 1, 0], 'an array of objects'],
    ['a string', '"a"', [1, 1, 0], 'an array of objects'],
    ['text', 'id,name', [1, 1, 0], 'an array of objects'],
    ['a missing comma', '[{"a":1}\n{"a":2}]', [2, 1, 9], 'expected a comma'],
    ['a trailing comma', '[{"a":1},]', [1, 10, 9], 'expected a value'],
    ['a leading comma', '[,{"a":1}]', [1, 2, 1], 'expected a value'],
    ['two commas', '[{"a":1},,{"a":1}]', [1, 10, 9], 'expected a value'],
    ['a bad element', '[{"a":1},{"a":tru}]', [1, 18, 17], 'expected a value'],
    ['the wrong bracket', '[{"a":1}}', [1, 9, 8], 'expected a comma'],
    ['the wrong bracket inside', '[{"a":[1}]]', [1, 9, 8], 'expected a comma'],
    ['text behind the array', '[{"a":1}] x', [1, 11, 10], 'text after the end'],
    ['a second array', '[{"a":1}]\n[]', [2, 1, 10], 'text after the end'],
    ['text behind the object', '{"a":1},', [1, 8, 7], 'text after the end'],
    ['newline-delimited JSON', '{"a":1}\n{"a":2}\n', [2, 1, 8], '.ndjson'],
    ['an array that is cut off', '[{"a":1}\n', [2, 1, 9], 'cut off'],
    ['an array that is cut off behind a comma', '[{"a":1},', [1, 10, 9], 'cut off'],
    ['an array that is cut off at once', '[', [1, 2, 1], 'cut off'],
    ['an element that is cut off', '[{"a":1},\n{"a"', [2, 5, 14], 'cut off'],
    ['a string that is cut off', '{"a":"é', [1, 9, 8], 'cut off'],
    ['a number that is cut off', '[{"a":1},12', [1, 12, 11], 'cut off'],
    ['a line break in a string', '[{"a":"x\n"}]', [1, 9, 8], 'control character'],
    ['a NUL byte in a string', '[{"a":"\0"}]', [1, 8, 7], 'NUL'],
    ['a NUL byte between elements', '[{"a":1},\0]', [1, 10, 9], 'NUL'],
    ['a NUL byte behind the end', '{"a":1}\n\0', [2, 1, 8], 'NUL'],
    ['a NUL byte alone', '\0', [1, 1, 0], 'NUL'],
    ['a bad element before invalid UTF-8', Buffer.from('[{"a":x,"b":"\u00e9"}]', 'latin1'), [1, 7, 6], 'expected a value'],
    ['invalid UTF-8', Buffer.from('[{"a":"b"},\n{"a":"\u00e9"}]', 'latin1'), [2, 7, 18], 'UTF-8'],
    ['invalid UTF-8 between elements', Buffer.from('[{"a":"b"},\u00e9]', 'latin1'), [1, 12, 11], 'UTF-8'],
    ['a character that is cut off', Buffer.from('[{"a":"é', 'utf8').subarray(0, 8), [1, 8, 7], 'UTF-8'],
  ] as [string, string | Buffer, number[], string][])('%s', (_, input, place, message) => {
    const { unreadable } = parse(jsonParser, input);
    expect(placeOf(unreadable)).toEqual(place);
    expect(unreadable?.message).toContain(message);
  });
});
