import type { RecordParser, RecordSink } from '../../../lambda-src/core/records/parser';
import type { Make } from '../../lambda-src/core/records/parse';

/** Nobody goes on from these. */
const NO_MARK = { stopped: false, mark: () => undefined };

/** Bugs between the properties and the parsers, each of which some property must notice. */
export const PLANTS: Readonly<Record<string, (make: Make) => Make>> = {
  'record cut at a chunk border': (make) => (sink) => {
    let parser = make(sink);
    return {
      ...NO_MARK,
      push: (chunk) => {
        parser.push(chunk);
        parser.end();
        parser = make(sink);
      },
      end: () => undefined,
    };
  },
  'byte lost at a chunk border': (make) => (sink) => passing(make(sink), (chunk) => chunk.length > 20 ? chunk.subarray(1) : chunk),
  'carriage return taken for a line feed': (make) => (sink) => passing(make(sink), (chunk) => Buffer.from(chunk.map((byte) => byte === 13 ? 10 : byte))),
  'rejected record not counted': (make) => (sink) => make({ row: (...row) => sink.row(...row), reject: () => undefined } satisfies RecordSink),
};

function passing(parser: RecordParser, change: (chunk: Buffer) => Buffer): RecordParser {
  return { ...NO_MARK, push: (chunk) => parser.push(change(chunk)), end: () => parser.end() };
}
