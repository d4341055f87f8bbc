import { csvParser } from './csv';
import type { ResolvedFormat } from './format';
import { jsonParser } from './json';
import { ndjsonParser } from './ndjson';
import type { RecordParser, RecordSink } from './parser';

/** The parser of a format. Takes the bytes after decompression. */
export function createParser(format: ResolvedFormat, sink: RecordSink): RecordParser {
  switch (format.kind) {
    case 'csv': return csvParser(sink, { delimiter: format.delimiter });
    case 'ndjson': return ndjsonParser(sink);
    case 'json': return jsonParser(sink);
  }
}
