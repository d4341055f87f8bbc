import { parse, placeOf } from './parse';
import { ndjsonParser } from '../../../../lambda-src/core/records/ndjson';

const nested = (depth: number) => '{"a":'.repeat(depth - 1) + '{}' + '}'.repeat(depth - 1);

describe('records', () => {
  test.each([
    ['one line each', '{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']],
    ['no line break at the end', '{"a":1}\n{"a":2}', ['{"a":1}', '{"a":2}']],
    ['CRLF', '{"a":1}\r\n{"a":2}\r\n', ['{"a":1}', '{"a":2}']],
    ['a byte order mark', '\ufeff{"a":1}\n', ['{"a":1}']],
    ['blank lines', '\n \t\r\n{"a":1}\n\n\r\n{"a":2}\n ', ['{"a":1}', '{"a":2}']],
    ['whitespace around and inside', ' \t{ "a" :\t1 } \r\n', ['{ "a" :\t1 }']],
    ['escapes', '{"\\u00e9\\n":"\\ud83d\\ude00\\\\\\"\\/\\b\\f\\r\\t"}', ['{"\\u00e9\\n":"\\ud83d\\ude00\\\\\\"\\/\\b\\f\\r\\t"}']],
    ['characters of one to four bytes', '{"é✓":"𝄞\u2028\u007f"}', ['{"é✓":"𝄞\u2028\u007f"}']],
    ['numbers of forty digits', '{"n":1234567890123456789012345678901234567890,"f":-0.10E+30}', ['{"n":1234567890123456789012345678901234567890,"f":-0.10E+30}']],
    ['names that stand there twice, or that objects are born with', '{"a":1,"a":2,"__proto__":{"x":1}}', ['{"a":1,"a":2,"__proto__":{"x":1}}']],
    ['every kind of value', '{"a":[true,false,null,"",0,-1.5e3,{},[]]}', ['{"a":[true,false,null,"",0,-1.5e3,{},[]]}']],
    ['a hundred levels', nested(100), [nested(100)]],
    ['more brackets than levels', `{"a":[${'[],{},'.repeat(200)}[]]}`, [`{"a":[${'[],{},'.repeat(200)}[]]}`]],
  ])('%s', (_, input, rows) => {
    expect(parse(ndjsonParser, input)).toEqual({ rows, rejected: [], raw: [] });
  });

  test.each(['', '\n', ' \r\n\t\n', '\ufeff'])('are none in %j', input => {
    expect(parse(ndjsonParser, input)).toEqual({ rows: [], rejected: [], raw: [] });
  });
});

describe('a bad line is rejected and the next one read', () => {
  test.each([
    ['a number', '17', [2, 1, 8], 'no JSON object'],
    ['a string', ' "a"', [2, 2, 9], 'no JSON object'],
    ['null', 'null', [2, 1, 8], 'no JSON object'],
    ['an array', '[{"a":1}]', [2, 1, 8], 'no JSON object'],
    ['text', 'id,name', [2, 1, 8], 'expected a value'],
    ['a missing value', '{"a":}', [2, 6, 13], 'expected a value'],
    ['a missing colon', '{"a" 1}', [2, 6, 13], 'expected a colon'],
    ['a missing comma', '{"a":1 "b":2}', [2, 8, 15], 'expected a comma'],
    ['a trailing comma', '{"a":1,}', [2, 8, 15], 'expected a name'],
    ['a name without quotes', '{a:1}', [2, 2, 9], 'expected a name'],
    ['a comma in place of a name', '{,}', [2, 2, 9], 'expected a name'],
    ['single quotes', "{'a':1}", [2, 2, 9], 'expected a name'],
    ['the wrong bracket', '{"a":[1}', [2, 8, 15], 'expected a comma'],
    ['a bad word', '{"a":trye}', [2, 8, 15], 'expected a value'],
    ['NaN', '{"a":NaN}', [2, 6, 13], 'expected a value'],
    ['a leading zero', '{"a":01}', [2, 7, 14], 'expected a comma'],
    ['a point without digits', '{"a":1.}', [2, 8, 15], 'expected a digit'],
    ['a sign alone', '{"a":-}', [2, 7, 14], 'expected a digit'],
    ['an exponent without digits', '{"a":1e+}', [2, 9, 16], 'expected a digit'],
    ['a cut off number', '-', [2, 2, 9], 'ends before'],
    ['a bad escape', '{"a":"\\x"}', [2, 8, 15], 'escape'],
    ['a bad unicode escape', '{"a":"\\u12g4"}', [2, 11, 18], 'hexadecimal'],
    ['a tab in a string', '{"a":"\t"}', [2, 7, 14], 'control character'],
    ['a NUL byte', '{"a":"\0"}', [2, 7, 14], 'NUL'],
    ['a cut off line', '{"a":"b', [2, 8, 15], 'ends before'],
    ['two records on a line', '{"a":1} {"a":2}', [2, 9, 16], 'text after the record'],
    ['a byte order mark in the middle', '\ufeff{"a":1}', [2, 1, 8], 'expected a value'],
    ['a no-break space', '{"a":\u00a01}', [2, 6, 13], 'expected a value'],
    ['a hundred and one levels', nested(101), [2, 1, 8], '101 levels'],
    ['a hundred and one levels of arrays', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`, [2, 1, 8], '101 levels'],
  ])('%s', (_, line, place, message) => {
    const { rows, rejected, unreadable } = parse(ndjsonParser, `{"a":1}\n${line}\n{"a":2}`);
    expect({ rows, places: rejected.map(placeOf), unreadable }).toEqual({ rows: ['{"a":1}', '{"a":2}'], places: [place], unreadable: undefined });
    expect(rejected[0].message).toContain(message);
  });

  test('invalid UTF-8', () => {
    const file = Buffer.concat([Buffer.from('{"a":"é"}\r\n{"a":"é'), Buffer.from([0xe9]), Buffer.from('"}\n{"a":"ü"}')]);
    const { rows, rejected } = parse(ndjsonParser, file);
    expect({ rows, places: rejected.map(placeOf) }).toEqual({ rows: ['{"a":"é"}', '{"a":"ü"}'], places: [[2, 9, 20]] });
  });

  test('without telling what was in it', () => {
    expect(parse(ndjsonParser, '{"password":secret}').rejected[0].message).not.toContain('secret');
  });
});
