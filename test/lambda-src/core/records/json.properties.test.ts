import fc from 'fast-check';
import { cases, cut, dice } from './chunks';
import { parseChunks, parseChunksTwice } from './parse';
import { jsonParser } from '../../../../lambda-src/core/records/json';
import { JsonScanner } from '../../../../lambda-src/core/records/json-scanner';
import { ndjsonParser } from '../../../../lambda-src/core/records/ndjson';

const object = fc.dictionary(fc.string({ unit: 'binary', maxLength: 6 }), fc.jsonValue({ stringUnit: 'binary' }) as fc.Arbitrary<unknown>, { maxKeys: 5 });
const indent = fc.constantFrom(undefined, 1, '\t', '   ');

describe('valid JSON', () => {
  test('comes back from NDJSON as it was', () => {
    fc.assert(fc.property(fc.array(object), fc.constantFrom('\n', '\r\n', ' \n\n'), dice, (objects, lineBreak, throwDice) => {
      const lines = objects.map(value => JSON.stringify(value));
      const { rows, rejected } = parseChunksTwice(ndjsonParser, cut(Buffer.from(lines.join(lineBreak)), throwDice));
      expect({ rows, rejected }).toEqual({ rows: lines, rejected: [] });
    }), cases(500));
  });

  test('comes back from an array on one line each', () => {
    fc.assert(fc.property(fc.array(fc.oneof(object, fc.jsonValue({ stringUnit: 'binary' }) as fc.Arbitrary<unknown>)), indent, dice, (elements, space, throwDice) => {
      const { rows, rejected, unreadable } = parseChunksTwice(jsonParser, cut(Buffer.from(JSON.stringify(elements, null, space)), throwDice));
      const objects = elements.filter(element => typeof element === 'object' && element !== null && !Array.isArray(element));
      expect(rows).toEqual(objects.map(element => JSON.stringify(element)));
      expect(rejected).toHaveLength(elements.length - objects.length);
      expect(unreadable).toBeUndefined();
    }), cases(500));
  });

  test('comes back from a single object', () => {
    fc.assert(fc.property(object, indent, dice, (value, space, throwDice) => {
      const { rows } = parseChunks(jsonParser, cut(Buffer.from(JSON.stringify(value, null, space)), throwDice));
      expect(rows).toEqual([JSON.stringify(value)]);
    }), cases(500));
  });
});

/** JSON texts with a few bytes taken out, put in or doubled, and plain noise. */
const spoiled = fc.oneof(
  fc.tuple(fc.jsonValue({ stringUnit: 'binary' }) as fc.Arbitrary<unknown>, indent, dice).map(([value, space, throwDice]) => {
    const text = Buffer.from(JSON.stringify(value, null, space)).toString('latin1');
    const at = throwDice(text.length + 1);
    const put = ['', ',', '"', '{', ']', '0', '-', '.', 'e', '\\', 'u', ' ', '\n', '\0', ':', 't', '\u00a0'][throwDice(17)];
    return text.slice(0, at) + put + text.slice(at + throwDice(3));
  }),
  fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '"a"', '1', '0', '-', '.', 'e', '+', 'true', 'null', '\\', ' ', '\n'), maxLength: 12 }),
);

test('the scanner accepts what JSON.parse accepts, and nothing else, in any chunks', () => {
  fc.assert(fc.property(spoiled, dice, (text, throwDice) => {
    const trimmed = text.replace(/[ \t\r\n]+$/, '');
    const valid = accepts(() => JSON.parse(trimmed));
    const scanner = new JsonScanner();
    let end = 0;
    for (const chunk of cut(Buffer.from(trimmed, 'latin1'), throwDice)) {
      if (scanner.done || scanner.fault) break;
      end += scanner.scan(chunk, 0, chunk.length);
    }
    scanner.finish();
    expect(scanner.done && end === trimmed.length).toBe(valid);
    if (scanner.fault) expect(accepts(() => JSON.parse(trimmed.slice(0, end)))).toBe(false);
  }), cases(5000));
});

test('what is wrong is wrong at the same place in any chunks', () => {
  fc.assert(fc.property(fc.array(spoiled, { maxLength: 4 }), dice, (texts, throwDice) => {
    const array = Buffer.from(`[${texts.join(',')}]`, 'latin1');
    expect(parseChunks(jsonParser, cut(array, throwDice))).toEqual(parseChunks(jsonParser, [array]));
    const lines = Buffer.from(texts.join('\n'), 'latin1');
    expect(parseChunks(ndjsonParser, cut(lines, throwDice))).toEqual(parseChunks(ndjsonParser, [lines]));
  }), cases(1000));
});

function accepts(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
