import { Make, Parsed, parseChunks, pieces, placeOf } from './parse';
import { csvParser } from '../../../../lambda-src/core/records/csv';
import { jsonParser } from '../../../../lambda-src/core/records/json';
import { MAX_RECORD_BYTES } from '../../../../lambda-src/core/records/limits';
import { ndjsonParser } from '../../../../lambda-src/core/records/ndjson';

const MEGABYTE = 1024 * 1024;
const csv: Make = sink => csvParser(sink);
const SIZES = [1999, 16_384, 65_536, 1_000_000, 8 * MEGABYTE];

/** Parses a file in chunks of several sizes; all must agree. */
function parse(make: Make, text: string | Buffer): Parsed {
  const file = Buffer.from(text);
  const whole = parseChunks(make, [file]);
  for (const size of SIZES) expect(parseChunks(make, pieces(file, size))).toEqual(whole);
  return whole;
}

const places = ({ rejected, unreadable }: Parsed) => ({ rejected: rejected.map(placeOf), unreadable: placeOf(unreadable) });
const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);

describe('CSV', () => {
  const lines = 'some line, or another\n'.repeat(240_000);

  test('a quote that is not closed for five megabytes is the place to look at', () => {
    const parsed = parse(csv, `a,b\n1,2\n3,"${lines}`);
    expect(places(parsed)).toEqual({ rejected: [], unreadable: [3, 3, 10] });
    expect(parsed.rows).toEqual(['{"a":"1","b":"2"}']);
  });

  test('so is one in the header', () => {
    expect(places(parse(csv, `a,"${lines}`))).toEqual({ rejected: [], unreadable: [1, 3, 2] });
  });

  test('so is one far inside a record that is too large already', () => {
    const parsed = parse(csv, `a,b\r\n"${'x\r\n'.repeat(MEGABYTE)}","${lines}`);
    expect(places(parsed)).toEqual({ rejected: [], unreadable: [MEGABYTE + 2, 3, 5 + 1 + 3 * MEGABYTE + 2] });
  });

  test('a record of five megabytes is rejected, and the next one is read, with its line', () => {
    const parsed = parse(csv, `a,b\n"${lines}""q""${lines}",2\r\n3\n4,5\n`);
    const end = 4 + 1 + 2 * lines.length + 5 + 3 + 2;
    expect(places(parsed)).toEqual({ rejected: [[2, 1, 4], [480_003, 1, end]], unreadable: undefined });
    expect(parsed.rows).toEqual(['{"a":"4","b":"5"}']);
  });

  test('a line of five megabytes ends at its line break, whatever quotes are in it', () => {
    const parsed = parse(csv, `a,b\n1,x"${'é"x,"y" '.repeat(600_000)}\n"3",4\n`);
    expect(places(parsed)).toEqual({ rejected: [[2, 1, 4]], unreadable: undefined });
    expect(parsed.rows).toEqual(['{"a":"3","b":"4"}']);
  });

  test('delimiters of several bytes are seen in it', () => {
    const parsed = parse(sink => csvParser(sink, { delimiter: '→' }), `a→b\n${'x'.repeat(2 * MEGABYTE)}→"\n"→"\n"\n3→4\n`);
    expect(places(parsed)).toEqual({ rejected: [[2, 1, 6]], unreadable: undefined });
    expect(parsed.rows).toEqual(['{"a":"3","b":"4"}']);
  });

  test('a header of more than a megabyte is refused', () => {
    const { unreadable } = parse(csv, `\n${'x'.repeat(MEGABYTE)},y\n1,2\n`);
    expect(placeOf(unreadable)).toEqual([2, 1, 1]);
    expect(unreadable?.message).toContain(`${MAX_RECORD_BYTES} bytes`);
  });

  test('a megabyte of delimiters is one bad record', () => {
    expect(places(parse(csv, `a,b\n${','.repeat(MEGABYTE)}\n`))).toEqual({ rejected: [[2, 1, 4]], unreadable: undefined });
  });
});

describe('NDJSON', () => {
  test.each([
    ['to the byte', MAX_RECORD_BYTES, []],
    ['by a byte more', MAX_RECORD_BYTES + 1, [[2, 1, 8]]],
    ['by far', 5 * MEGABYTE, [[2, 1, 8]]],
  ])('the limit is held %s', (_, size, rejected) => {
    for (const lineBreak of ['\n', '\r\n', '']) {
      const line = `{"a":"${'x'.repeat(size - 8)}"}`;
      const parsed = parse(ndjsonParser, `{"a":1}\n${line}${lineBreak}${lineBreak ? '{}' : ''}`);
      expect(places(parsed)).toEqual({ rejected, unreadable: undefined });
      expect(parsed.rows).toHaveLength(1 + (lineBreak ? 1 : 0) + (rejected.length ? 0 : 1));
    }
  });

  test('fifty thousand levels are too deep, and no trouble', () => {
    const parsed = parse(ndjsonParser, `{"a":${deep('[', ']', 50_000)}}\n${deep('{"a":', '}', 50_000).replace(':}', ':1}')}\n${'['.repeat(50_000)}\n{}\n`);
    expect(parsed.rejected.map(({ message }) => message)).toEqual([
      expect.stringContaining('50001 levels'), expect.stringContaining('50000 levels'), expect.stringContaining('ends before'),
    ]);
    expect(parsed.rows).toEqual(['{}']);
  });
});

describe('JSON', () => {
  test.each([
    ['to the byte', MAX_RECORD_BYTES, []],
    ['by a byte more', MAX_RECORD_BYTES + 1, [[2, 2, 3]]],
    ['by far', 5 * MEGABYTE, [[2, 2, 3]]],
  ])('the limit is held %s', (_, size, rejected) => {
    const parsed = parse(jsonParser, `[\n {"a":"${'x'.repeat(size - 8)}"} ,\n1,{}]`);
    expect(places(parsed)).toEqual({ rejected: [...rejected, [3, 1, size + 6]], unreadable: undefined });
    expect(parsed.rows).toHaveLength(rejected.length ? 1 : 2);
  });

  test('a single object of five megabytes is rejected', () => {
    expect(places(parse(jsonParser, ` {"a":[\n${'{"b":"}"},'.repeat(600_000)}1]}`))).toEqual({ rejected: [[1, 2, 1]], unreadable: undefined });
  });

  test('what is wrong deep inside an element that is too large makes the file unreadable', () => {
    const head = `[{"a":[\n${'{"b":"}"},'.repeat(300_000)}`;
    expect(places(parse(jsonParser, `${head}]}]`))).toEqual({ rejected: [], unreadable: [2, 3_000_001, head.length] });
    expect(places(parse(jsonParser, head))).toEqual({ rejected: [], unreadable: [2, 3_000_001, head.length] });
    expect(places(parse(jsonParser, Buffer.concat([Buffer.from(`${head}"`), Buffer.from([0xff]), Buffer.from('"]}]')]))))
      .toEqual({ rejected: [], unreadable: [2, 3_000_002, head.length + 1] });
  });

  test('fifty thousand levels are too deep, and no trouble', () => {
    const parsed = parse(jsonParser, `[{"a":${deep('[', ']', 50_000)}},{}]`);
    expect(parsed.rejected[0].message).toContain('50001 levels');
    expect(parsed.rows).toEqual(['{}']);
    expect(parse(jsonParser, '['.repeat(50_000)).unreadable?.message).toContain('cut off');
    expect(places(parse(jsonParser, deep('[', ']', 3 * MEGABYTE)))).toEqual({ rejected: [], unreadable: [1, MEGABYTE + 2, MEGABYTE + 1] });
  });
});

describe('E5: memory stays flat', () => {
  const block = (text: string) => Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
  test.each<[string, Make, string, string, boolean]>([
    ['CSV rows', csv, 'a,b\n', 'some text,"and ""more"""\n', false],
    ['a CSV quote that is not closed', csv, 'a,b\n1,"', 'some text, and more\n', true],
    ['NDJSON rows', ndjsonParser, '', '{"a":"some text"}\n', false],
    ['an NDJSON line without an end', ndjsonParser, '', '{"a":"some text"}', false],
    ['a JSON array', jsonParser, '[1', ',{"a":"some text"}', true],
    ['a JSON object without an end', jsonParser, '{"a":[1', ',{"a":"some text"}', true],
    ['a JSON string without an end', jsonParser, '["', 'some text, and more', true],
  ])('%s', (_, make, head, text, cutOff) => {
    const chunk = block(text);
    let most = 0;
    const before = process.memoryUsage();
    const parser = make({ row: () => {}, reject: () => {} });
    parser.push(Buffer.from(head));
    for (let n = 0; n < 800; n++) {
      parser.push(chunk);
      if (n % 50 === 0) most = Math.max(most, process.memoryUsage().external - before.external);
    }
    if (cutOff) expect(() => parser.end()).toThrow();
    else parser.end();
    expect(most).toBeLessThan(64 * MEGABYTE);
    expect(process.memoryUsage().heapUsed - before.heapUsed).toBeLessThan(100 * MEGABYTE);
  });
});

test('a record in many small chunks costs linear time', () => {
  const seconds = (size: number) => {
    const file = Buffer.from(`a,b\n1,"${'x'.repeat(size)}"\n`);
    const start = process.cpuUsage();
    expect(parseChunks(csv, pieces(file, 16)).rows).toHaveLength(1);
    return process.cpuUsage(start).user / 1e6;
  };
  seconds(100_000);
  expect(seconds(1_000_000)).toBeLessThan(1);
});
