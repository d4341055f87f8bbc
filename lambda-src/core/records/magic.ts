import { UnreadableFile } from './parser';

/** As many bytes as it takes to know every signature. */
export const MAGIC_BYTES = 4;

const REFUSED: { magic: Buffer; message: string }[] = [
  { magic: Buffer.from([0x50, 0x4b, 0x03, 0x04]), message: 'the file is a zip archive or an Excel workbook: upload what is inside as CSV or JSON, gzipped or not' },
  { magic: Buffer.from([0xff, 0xfe, 0x00, 0x00]), message: 'the file is UTF-32: save it as UTF-8' },
  { magic: Buffer.from([0x00, 0x00, 0xfe, 0xff]), message: 'the file is UTF-32: save it as UTF-8' },
  { magic: Buffer.from('BZh'), message: 'the file is bzip2: compress it with gzip or zstd, or not at all' },
  { magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58]), message: 'the file is xz: compress it with gzip or zstd, or not at all' },
  { magic: Buffer.from('PAR1'), message: 'the file is Parquet: name it .parquet, uncompressed, or set the records\' format' },
];

/** How a file may be packed. */
export type Packing = 'gzip' | 'zstd';

/** How a file is packed that begins so: gzip (RFC 1952), zstd (RFC 8878), or not at all. */
export function packingOf(head: Buffer): Packing | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.length < MAGIC_BYTES) return undefined;
  const magic = head.readUInt32LE();
  // One of sixteen kinds of skippable frames may come first.
  return magic === 0xfd2fb528 || (magic >= 0x184d2a50 && magic <= 0x184d2a5f) ? 'zstd' : undefined;
}

/** @throws UnreadableFile where a file begins like something that is no text */
export function refuseForeign(head: Buffer): void {
  const found = REFUSED.find(({ magic }) => head.subarray(0, magic.length).equals(magic));
  if (found) throw unreadableStart(found.message);
}

/** A file that cannot be read from its first byte on. */
export function unreadableStart(message: string): UnreadableFile {
  return new UnreadableFile({ line: 1, column: 1, byteOffset: 0, message });
}
