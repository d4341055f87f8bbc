import { UnreadableFile } from './parser';

/** As many bytes as it takes to know every signature. */
export const MAGIC_BYTES = 4;

const UTF_16 = 'the file is UTF-16: save it as UTF-8';
const REFUSED: { magic: Buffer; message: string }[] = [
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), message: 'the file is zstd: compress it with gzip, or not at all' },
  { magic: Buffer.from([0x50, 0x4b, 0x03, 0x04]), message: 'the file is a zip archive or an Excel workbook: upload what is inside as CSV or JSON, gzipped or not' },
  { magic: Buffer.from([0xff, 0xfe]), message: UTF_16 },
  { magic: Buffer.from([0xfe, 0xff]), message: UTF_16 },
];

/** Whether a file begins like gzip (RFC 1952). */
export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** @throws UnreadableFile where a file begins like something that is no text, or text in another encoding */
export function refuseForeign(head: Buffer): void {
  const found = REFUSED.find(({ magic }) => head.subarray(0, magic.length).equals(magic));
  if (found) throw unreadableStart(found.message);
}

/** A file that cannot be read from its first byte on. */
export function unreadableStart(message: string): UnreadableFile {
  return new UnreadableFile({ line: 1, column: 1, byteOffset: 0, message });
}
