import { csvParser } from './csv';
import type { ResolvedFormat } from './format';
import { jsonParser } from './json';
import { ndjsonParser } from './ndjson';
import type { ParseOptions, RecordParser, RecordSink } from './parser';

/** The parser of a format. Takes the bytes after decompression. */
export function createParser(format: ResolvedFormat, sink: RecordSink, options: ParseOptions = {}): RecordParser {
  switch (format.kind) {
    case 'csv': return csvParser(sink, { delimiter: format.delimiter, ...options });
    case 'ndjson': return ndjsonParser(sink, options);
    case 'json': return jsonParser(sink, options);
    case 'parquet': throw new Error('Parquet is read by ranges of its object, not from its first byte to its last');
  }
}
