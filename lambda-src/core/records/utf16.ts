import { Lines } from './lines';
import { UnreadableFile } from './parser';

/** Which byte of a character comes first. */
export type Utf16 = 'little' | 'big';

/**
 * The encoding of a file that begins so, where it is UTF-16: a byte order mark says it, or two ASCII characters of two bytes each, which no
 * text in UTF-8 begins with.
 */
export function utf16Of(head: Buffer): Utf16 | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'little';
  if (head[0] === 0xfe && head[1] === 0xff) return 'big';
  if (head.length < 4) return undefined;
  const zeros = [...head.subarray(0, 4)].map(byte => byte === 0);
  if (!zeros[0] && zeros[1] && !zeros[2] && zeros[3]) return 'little';
  return zeros[0] && !zeros[1] && zeros[2] && !zeros[3] ? 'big' : undefined;
}

/**
 * The UTF-8 of a text in UTF-16, chunk by chunk; never replaces anything.
 *
 * @throws UnreadableFile where half of a character stands alone
 */
export async function* utf8FromUtf16(chunks: AsyncIterable<Buffer>, order: Utf16): AsyncGenerator<Buffer, void, undefined> {
  const lines = new Lines();
  let offset = 0;
  let rest: Buffer = Buffer.alloc(0);
  const convert = (bytes: Buffer): Buffer => {
    const text = bytes.toString('utf16le');
    const good = wellFormedPrefix(text);
    const utf8 = Buffer.from(text.slice(0, good));
    const span = { text: utf8.toString('latin1'), base: offset };
    if (good < text.length) throw new UnreadableFile(lines.error(span, utf8.length, 'half of a UTF-16 character: save the file as UTF-8'));
    lines.advance(span, utf8.length);
    offset += utf8.length;
    return utf8;
  };
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = wholeCharacters(bytes, order);
    rest = bytes.subarray(whole);
    const part = bytes.subarray(0, whole);
    if (whole > 0) yield convert(order === 'big' ? part.swap16() : part);
  }
  if (rest.length > 0) throw new UnreadableFile(lines.error({ text: '', base: offset }, 0, 'the UTF-16 ends in half of a character: upload the whole of the file'));
}

/** Bytes up to a character that is cut off at the end. */
function wholeCharacters(bytes: Buffer, order: Utf16): number {
  const even = bytes.length - bytes.length % 2;
  if (even === 0) return 0;
  const high = bytes[order === 'little' ? even - 1 : even - 2];
  return high >= 0xd8 && high <= 0xdb ? even - 2 : even;
}

/** Index of the first half of a character that stands alone, or the text's length. */
function wellFormedPrefix(text: string): number {
  const found = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text);
  return found?.index ?? text.length;
}
