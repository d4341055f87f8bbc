import type { Lines } from './lines';
import type { ByteString, RecordSink } from './parser';
import type { Region } from './region';

/** Hands the record from `start` to `end` over, and rejects it at its start where the sink says that it cannot be stored. */
export function emit(sink: RecordSink, lines: Lines, region: Region, start: number, end: number, json: ByteString): void {
  const refusal = sink.row(json);
  if (refusal) sink.reject(lines.error(region, start, refusal), region.bytes.subarray(start, end));
}
