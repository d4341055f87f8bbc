import fc from 'fast-check';
import { cases, cut, dice } from './chunks';
import { type Make, parseChunks, pieces } from './parse';
import { csvParser } from '../../../../lambda-src/core/records/csv';
import { jsonParser } from '../../../../lambda-src/core/records/json';
import { MAX_RAW_BYTES } from '../../../../lambda-src/core/records/limits';
import { ndjsonParser } from '../../../../lambda-src/core/records/ndjson';

/** A record as it is written, and whether it can be a row. */
interface Written {
  readonly bytes: Buffer;
  readonly good: boolean;
}

const good = (text: string): Written => ({ bytes: Buffer.from(text), good: true });
const bad = (text: string | Buffer): Written => ({ bytes: Buffer.from(text), good: false });
const noise = fc.string({ unit: fc.constantFrom('x', '✓', ' ', '😀', '1'), minLength: 1, maxLength: 30 });
const invalid = noise.map(text => Buffer.concat([Buffer.from(text), Buffer.from([0xc3, 0x28, 0xff])]));

const csvRecord: fc.Arbitrary<Written> = fc.oneof(
  noise.map(text => good(`"a\n""${text}",b`)),
  noise.map(text => bad(`${text},b,c`)),
  noise.map(text => bad(`"x${text}"y,b`)),
  noise.map(text => bad(`"x\r\n${text}"z,b`)),
  noise.map(text => bad(`${text}\0,b`)),
  invalid.map(bytes => bad(Buffer.concat([bytes, Buffer.from(',b')]))),
);
const ndjsonRecord: fc.Arbitrary<Written> = fc.oneof(
  noise.map(text => good(JSON.stringify({ a: text }))),
  noise.map(text => bad(`{"a":${text}x}`)),
  noise.map(text => bad(JSON.stringify([text]))),
  noise.map(text => bad(`${JSON.stringify({ a: text })}}`)),
  invalid.map(bytes => bad(Buffer.concat([Buffer.from('{'), bytes, Buffer.from('}')]))),
);
const jsonElement: fc.Arbitrary<Written> = fc.oneof(
  noise.map(text => good(JSON.stringify({ a: text }, null, ' '))),
  noise.map(text => bad(JSON.stringify([text, { a: text }], null, '\t'))),
  noise.map(text => bad(JSON.stringify(text))),
  fc.integer().map(value => bad(String(value))),
);

const FORMATS: [string, Make, fc.Arbitrary<Written>, (records: Buffer[]) => Buffer][] = [
  ['CSV', csvParser, csvRecord, records => joined([Buffer.from('a,b'), ...records], '\n')],
  ['CSV with CRLF', csvParser, csvRecord, records => joined([Buffer.from('a,b'), ...records], '\r\n')],
  ['NDJSON', ndjsonParser, ndjsonRecord, records => joined(records, '\r\n')],
  ['JSON', jsonParser, jsonElement, records => Buffer.concat([Buffer.from('[ '), joined(records, ' , '), Buffer.from(' ]\n')])],
];

function joined(buffers: Buffer[], separator: string): Buffer {
  return Buffer.concat(buffers.flatMap((buffer, index) => index === 0 ? [buffer] : [Buffer.from(separator), buffer]));
}

test.each(FORMATS)('%s: each rejected record comes once, byte for byte, in any chunks', (_name, make, record, write) => {
  fc.assert(fc.property(fc.array(record, { maxLength: 12 }), dice, (records, throwDice) => {
    const { rows, raw, unreadable } = parseChunks(make, cut(write(records.map(({ bytes }) => bytes)), throwDice));
    // JSON's and NDJSON's whitespace around a value is none of it.
    const trim = (bytes: Buffer) => make === csvParser ? bytes.toString('latin1') : bytes.toString('latin1').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
    expect(unreadable).toBeUndefined();
    expect(raw).toEqual(records.filter(one => !one.good).map(({ bytes }) => trim(bytes)));
    expect(rows).toHaveLength(records.filter(one => one.good).length);
  }), cases(500));
});

test.each(FORMATS)('%s: of a record that is too large comes its beginning, and the next one whole', (_name, make, _record, write) => {
  const quote = make === csvParser ? '' : '"';
  const large = Buffer.from(`${quote}${'x'.repeat(MAX_RAW_BYTES + 300_000)}${quote}`);
  const small = Buffer.from(`${quote}y${quote}`);
  for (const size of [large.length + 100, 64 * 1024, 5_000]) {
    const { raw } = parseChunks(make, pieces(write([large, small]), size));
    expect(raw).toHaveLength(2);
    expect(raw[0].length).toBeGreaterThan(MAX_RAW_BYTES);
    expect(large.toString('latin1').startsWith(raw[0])).toBe(true);
    expect(raw[1]).toBe(small.toString('latin1'));
  }
});
