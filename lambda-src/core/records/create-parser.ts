import { csvParser } from './csv';
import type { ResolvedFormat } from './format';
import { jsonParser } from './json';
import { type Limits, USUAL_LIMITS } from './limits';
import { ndjsonParser } from './ndjson';
import type { ParseRange, RecordParser, RecordSink } from './parser';

/** The parser of a format. Takes the bytes after decompression. */
export function createParser(format: ResolvedFormat, sink: RecordSink, limits: Limits = USUAL_LIMITS, range: ParseRange = {}): RecordParser {
  switch (format.kind) {
    case 'csv': return csvParser(sink, { delimiter: format.delimiter, limits }, range);
    case 'ndjson': return ndjsonParser(sink, limits, range);
    case 'json': return jsonParser(sink, limits, range);
  }
}
