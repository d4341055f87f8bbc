import type { Lines } from './lines';
import type { ByteString, RecordSink } from './parser';
import type { Region } from './region';
import type { JsonRows } from '../schema/json-rows';

/**
 * Hands the record from `start` to `end` over, and rejects it at its start where the sink says that it cannot be stored.
 *
 * @param expires seconds since 1970
 */
export function emit(sink: RecordSink, lines: Lines, region: Region, start: number, end: number, json: ByteString, expires?: number): void {
  const refusal = sink.row(json, expires);
  if (refusal) sink.reject(lines.error(region, start, refusal), region.bytes.subarray(start, end));
}

/** Makes a row of the valid JSON object from `start` to `end` by a schema, and hands it over or rejects it where it is wrong. */
export function emitBySchema(sink: RecordSink, lines: Lines, region: Region, start: number, end: number, rows: JsonRows): void {
  const json = rows.row(region.text, start, end);
  if (json === undefined) sink.reject(lines.error(region, rows.faultAt, rows.fault), region.bytes.subarray(start, end));
  else emit(sink, lines, region, start, end, json, rows.expires);
}
