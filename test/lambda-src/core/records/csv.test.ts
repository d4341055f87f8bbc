import { Make, parse, placeOf } from './parse';
import { csvParser } from '../../../../lambda-src/core/records/csv';

const csv: Make = sink => csvParser(sink);
const values = (input: string | Buffer, make = csv) => {
  const { rows, rejected, unreadable } = parse(make, input);
  expect({ rejected, unreadable }).toEqual({ rejected: [], unreadable: undefined });
  return rows.map(row => JSON.parse(row));
};

describe('records', () => {
  test.each([
    ['a plain file', 'a,b\n1,2\n3,4\n', [{ a: '1', b: '2' }, { a: '3', b: '4' }]],
    ['no line break at the end', 'a,b\n1,2', [{ a: '1', b: '2' }]],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n', [{ a: '1', b: '2' }, { a: '3', b: '4' }]],
    ['a lone CR', 'a,b\r1,2\r3,4', [{ a: '1', b: '2' }, { a: '3', b: '4' }]],
    ['line breaks of all kinds', 'a,b\r1,2\n3,4\r\n5,6\n\r7,8', [{ a: '1', b: '2' }, { a: '3', b: '4' }, { a: '5', b: '6' }, { a: '7', b: '8' }]],
    ['a byte order mark', '\ufeffa,b\n1,2', [{ a: '1', b: '2' }]],
    ['a byte order mark before a quote', '\ufeff"a",b\n1,2', [{ a: '1', b: '2' }]],
    ['quotes', '"a","b"\n"1, one","2 ""two"""\n', [{ a: '1, one', b: '2 "two"' }]],
    ['line breaks in quotes', 'a,b\n"1\n\r\n2","\r"\n3,4', [{ a: '1\n\r\n2', b: '\r' }, { a: '3', b: '4' }]],
    ['a line break in a header name', '"a\nb",c\n1,2', [{ 'a\nb': '1', 'c': '2' }]],
    ['blank lines', '\n\r\na,b\n\n\n1,2\r\n\r\n3,4\n\n', [{ a: '1', b: '2' }, { a: '3', b: '4' }]],
    ['empty fields', 'a,b,c\n,,\n1,,""\n', [{ a: '', b: '', c: '' }, { a: '1', b: '', c: '' }]],
    ['one column, one empty value in quotes', 'a\n""\nx\n', [{ a: '' }, { a: 'x' }]],
    ['text that JSON escapes', 'a,b\nx\\y,\t\u0001\u001f\u007f\n"\b\f\\""",/\u2028', [{ a: 'x\\y', b: '\t\u0001\u001f\u007f' }, { a: '\b\f\\"', b: '/\u2028' }]],
    ['characters of one to four bytes', 'é,✓,𝄞\nñ,"€, ""€""",😀\n', [{ 'é': 'ñ', '✓': '€, "€"', '𝄞': '😀' }]],
    ['names that JSON escapes', '"a""b",c\\d\n1,2', [{ 'a"b': '1', 'c\\d': '2' }]],
  ])('%s', (_, input, expected) => {
    expect(values(input)).toEqual(expected);
  });

  test('come as compact JSON with the columns in the order of the header', () => {
    expect(parse(csv, 'b,a,10,9\n1,2,3,4\n').rows).toEqual(['{"b":"1","a":"2","10":"3","9":"4"}']);
  });

  test('keep their spaces', () => {
    expect(values('a, b\n 1 ,\t2 \n')).toEqual([{ 'a': ' 1 ', ' b': '\t2 ' }]);
  });

  test('may have columns that objects are born with', () => {
    expect(parse(csv, '__proto__,constructor,toString\n1,2,3\n').rows).toEqual(['{"__proto__":"1","constructor":"2","toString":"3"}']);
  });

  test.each(['', '\n\r\n\n', '\ufeff', 'a,b', 'a,b\n', '\ufeffa,b\r\n\r\n'])('are none in %j', input => {
    expect(parse(csv, input)).toEqual({ rows: [], rejected: [], raw: [] });
  });

  test('may be as large as a megabyte and no larger', () => {
    const field = 'x'.repeat(1024 * 1024 - 2);
    const file = Buffer.from(`a,b\n${field},y\r\n${field},yy\r\n1,2\n`);
    for (const size of [file.length, 65_536, 50_000, 1000]) {
      const rows: number[] = [];
      const rejected: unknown[] = [];
      const parser = csvParser({ row: json => void rows.push(json.length), reject: error => rejected.push(placeOf(error)) });
      for (let at = 0; at < file.length; at += size) parser.push(file.subarray(at, at + size));
      parser.end();
      expect({ size, rows, rejected }).toEqual({ size, rows: [field.length + 16, 17], rejected: [[3, 1, 4 + field.length + 4]] });
    }
  });
});

describe('the delimiter', () => {
  test.each([
    ['a,b;c;d\n0,1', ['a', 'b;c;d']],
    ['a;b\n0;1', ['a', 'b']],
    ['a\tb\n0\t1', ['a', 'b']],
    ['a|b\n0|1', ['a', 'b']],
    ['a;b|c|d\n0|1|2', ['a;b', 'c', 'd']],
    ['"a,x";b\n0;1', ['a,x', 'b']],
    ['"a ""q"", x"|b\n0|1', ['a "q", x', 'b']],
    ['"a;b\nc;d",e\n0,1', ['a;b\nc;d', 'e']],
    ['a:b\n0', ['a:b']],
  ])('of %j is found in the header', (file, names) => {
    expect(values(file)).toEqual([Object.fromEntries(names.map((name, n) => [name, `${n}`]))]);
  });

  test.each([',', ';', '\t', '|', ' ', ':', 'a', '\\', '\u0001', '¦', '→', '😀'])('may be %j', delimiter => {
    const make: Make = sink => csvParser(sink, { delimiter });
    const table = [['x', 'y', 'z'], ['', 'é', `1${delimiter}"2"`], ['3', `\n${delimiter}${delimiter}`, '']];
    const file = table.map(row => row.map(value => /[\n"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value).join(delimiter)).join('\n');
    expect(values(file, make)).toEqual([{ x: '', y: 'é', z: `1${delimiter}"2"` }, { x: '3', y: `\n${delimiter}${delimiter}`, z: '' }]);
  });

  test('of several bytes is not mistaken for a character that begins alike', () => {
    expect(values('a¦b\n§¨¦¥¤\n', sink => csvParser(sink, { delimiter: '¦' }))).toEqual([{ a: '§¨', b: '¥¤' }]);
  });

  test.each(['', '"', '\n', '\r', '\0', ',,', '\ud800'])('is refused as %j', delimiter => {
    expect(() => csvParser({ row: () => {}, reject: () => {} }, { delimiter })).toThrow(JSON.stringify(delimiter));
  });
});

test('a quote that does not begin its field is a character', () => {
  expect(values('a,b\n1,5" wide\n30°10\'00.2"N,say "hi" too\n"3",a""b\n')).toEqual([{ a: '1', b: '5" wide' }, { a: '30°10\'00.2"N', b: 'say "hi" too' }, { a: '3', b: 'a""b' }]);
});

describe('a bad record is rejected and the next one read', () => {
  test.each([
    ['too few fields', 'a,b\n1\n3,4\n', [2, 1, 4], 'has 1 fields and the header has 2'],
    ['too many fields', 'a,b\n1,2,3\n3,4\n', [2, 1, 4], 'has 3 fields and the header has 2'],
    ['too many fields in quotes over lines', 'a,b\n"1\n",2,3\n3,4\n', [2, 1, 4], 'has 3 fields'],
    ['text after a closing quote', 'a,b\n"1"x,2\n3,4\n', [2, 4, 7], 'text after a closing quote'],
    ['a fault, then an odd quote', 'a,b\n"1"x,"2\n3,4\n', [2, 4, 7], 'text after a closing quote'],
    ['a NUL byte', 'a,b\n1,\0\n3,4\n', [2, 3, 6], 'NUL'],
    ['a NUL byte in quotes on its second line', 'a,b\n"\n\0",2\n3,4\n', [3, 1, 6], 'NUL'],
    ['a NUL byte behind a fault', 'a,b\n"1"x\0\n3,4\n', [2, 5, 8], 'NUL'],
  ])('%s', (_, input, place, message) => {
    const { rows, rejected, unreadable } = parse(csv, input);
    expect({ rows, places: rejected.map(placeOf), unreadable }).toEqual({ rows: ['{"a":"3","b":"4"}'], places: [place], unreadable: undefined });
    expect(rejected[0].message).toContain(message);
  });

  test.each([
    ['a lone continuation byte', [0x80]],
    ['a lead byte alone', [0xc3]],
    ['a character cut short', [0xe2, 0x82]],
    ['an overlong form', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['latin1', [0xe9]],
    ['0xff', [0xff]],
  ])('invalid UTF-8: %s', (_, bad) => {
    const file = Buffer.concat([Buffer.from('a,b\né,2\n"é\n'), Buffer.from(bad), Buffer.from('x",2\n3,ß\n')]);
    const { rows, rejected, unreadable } = parse(csv, file);
    expect({ rows, places: rejected.map(placeOf), unreadable }).toEqual({
      rows: ['{"a":"é","b":"2"}', '{"a":"3","b":"ß"}'], places: [[4, 1, 13]], unreadable: undefined,
    });
  });

  test('with its line after line breaks of all kinds', () => {
    const { rejected } = parse(csv, '\ufeffa,b\r\n\r\n1\r"\r\n\r\n",2,\n\n3\n');
    expect(rejected.map(placeOf)).toEqual([[3, 1, 10], [4, 1, 12], [8, 1, 23]]);
  });
});

describe('a file is unreadable', () => {
  test.each([
    ['an empty header name', 'a,,c\n1,2,3\n', [1, 3, 2], 'column 2'],
    ['an empty last header name', 'a,b,\n1,2,3\n', [1, 5, 4], 'column 3'],
    ['a quoted empty header name', '"a","",c\n1,2,3\n', [1, 6, 5], 'column 2'],
    ['a repeated header name', '\ufeffa,b,a\n1,2,3\n', [1, 8, 7], 'columns 1 and 3'],
    ['a header name repeated on another line', '"x\ny",b,"x\ny"\n', [2, 7, 9], 'columns 1 and 3'],
    ['a NUL byte in the header', 'a,b\0\n1,2\n', [1, 4, 3], 'NUL'],
    ['text after a closing quote in the header', '"a"b,c\n1,2\n', [1, 4, 3], 'closing quote'],
    ['a quote that never closes', 'a,b\n1,2\n3,"4\n5,6\n', [3, 3, 10], 'never closed'],
    ['a quote that never closes at the very end', 'a,b\n1,"', [2, 3, 6], 'never closed'],
    ['a doubled quote at the very end', 'a,b\n1,"x""', [2, 3, 6], 'never closed'],
    ['a quote that never closes in the header', 'a,"b\n1,2\n', [1, 3, 2], 'never closed'],
  ])('%s', (_, input, place, message) => {
    const { unreadable } = parse(csv, input);
    expect(placeOf(unreadable)).toEqual(place);
    expect(unreadable?.message).toContain(message);
  });

  test('for invalid UTF-8 in the header', () => {
    const { unreadable } = parse(csv, Buffer.from('a,caf\u00e9\n1,2\n', 'latin1'));
    expect(placeOf(unreadable)).toEqual([1, 6, 5]);
  });
});
