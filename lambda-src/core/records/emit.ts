import type { Lines } from './lines';
import { PLAIN } from './notation';
import type { ByteString, RecordSink } from './parser';
import type { Region } from './region';
import type { JsonRows } from '../schema/json-rows';

/**
 * Hands the record from `start` to `end` over, and rejects it at its start where the sink says that it cannot be stored.
 *
 * @param text in the sink's notation
 * @param expires seconds since 1970
 */
export function emit(sink: RecordSink, lines: Lines, region: Region, start: number, end: number, text: ByteString, expires?: number): void {
  const refusal = sink.row(text, expires);
  if (refusal) sink.reject(lines.error(region, start, refusal), region.bytes.subarray(start, end));
}

/** The same with the record as plain JSON. */
export function emitJson(sink: RecordSink, lines: Lines, region: Region, start: number, end: number, json: ByteString, expires?: number): void {
  emit(sink, lines, region, start, end, (sink.notation ?? PLAIN).write(json), expires);
}

/** Makes a row of the valid JSON object from `start` to `end` by a schema, and hands it over or rejects it where it is wrong. */
export function emitBySchema(sink: RecordSink, lines: Lines, region: Region, start: number, end: number, rows: JsonRows): void {
  const json = rows.row(region.text, start, end);
  if (json === undefined) sink.reject(lines.error(region, rows.faultAt, rows.fault), region.bytes.subarray(start, end));
  else emitJson(sink, lines, region, start, end, json, rows.expires);
}
