import { limitsOf } from '../../../../lambda-src/core/records/limits';
import { PLAIN, QUOTED } from '../../../../lambda-src/core/records/notation';
import { TallySink } from '../../../../lambda-src/core/records/tally';

const ROW = '{"a":"\\"\\"\\n\xe9"}';
const fakes = { durable: 0, throttled: false, drain: async () => {}, flush: async () => {}, abandon: async () => {} };

test.each([['plain', PLAIN], ['quoted', QUOTED]])('a row in the %s notation is measured by its plain text, and refused as that', (_, notation) => {
  const written: string[] = [];
  const writer = { ...fakes, notation, write: (text: string) => void written.push(text) };
  const taking = new TallySink({ writer, limits: limitsOf({ rowBytes: ROW.length }) });
  expect(taking.row(taking.notation.write(ROW))).toBeUndefined();
  const refusing = new TallySink({ writer, limits: limitsOf({ rowBytes: ROW.length - 1 }) });
  expect(refusing.row(refusing.notation.write(ROW))).toBe(`the row has ${ROW.length} bytes of JSON and ${ROW.length - 1} are allowed: split it`);
  expect(written).toEqual([notation.write(ROW)]);
});

test.each([['plain', PLAIN], ['quoted', QUOTED]])('a transform gets plain JSON, and a writer what it makes of that in the %s notation', (_, notation) => {
  const written: string[] = [];
  const refused: string[] = [];
  const writer = { ...fakes, notation, write: (text: string) => void written.push(text), refusal: (text: string) => void refused.push(text) };
  const tally = new TallySink({ writer, limits: limitsOf(), transform: (record) => [record, { b: '"' }] });
  tally.row(tally.notation.write('{"a":"\\n"}'));
  expect(written).toEqual(['{"a":"\\n"}', '{"b":"\\""}'].map(row => notation.write(row)));
  expect(refused).toEqual(written);
});
