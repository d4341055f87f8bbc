import { gunzip } from './gunzip';
import { Inflation } from './inflation';
import { type Limits, USUAL_LIMITS } from './limits';
import { MAGIC_BYTES, type Packing, packingOf, refuseForeign, unreadableStart } from './magic';
import { utf16Of, utf8FromUtf16 } from './utf16';
import { unzstd } from './zstd';

const DECODERS = { gzip: gunzip, zstd: unzstd };

/**
 * The text of a file in UTF-8, whether it is compressed or not: gzip, zstd and UTF-16 are known by their first bytes, whatever the name says.
 *
 * Errors of the source pass through as they are. A consumer that stops early ends the source too.
 *
 * @param promised how the object says that it is packed
 * @param onTransformed called where the bytes are not those of the object, so that offsets in them are none in it
 * @throws UnreadableFile where it says so wrongly, where the packing is damaged or cut off, where there is too much in it, and where the file
 *   is in no format of ours
 */
export function decompress(
  chunks: AsyncIterable<Buffer>, promised?: Packing, limits: Limits = USUAL_LIMITS, onTransformed: () => void = () => undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const inflation = new Inflation(limits);
  return withHead(inflation.before(chunks), (head, all) => {
    const packing = packingOf(head);
    if (packing || utf16Of(head)) onTransformed();
    if (packing) return withHead(inflation.after(DECODERS[packing](all)), plain);
    if (promised && head.length > 0) {
      refuseForeign(head);
      throw unreadableStart(`the object is called ${promised} and is not: compress it, or name it without its ending`);
    }
    return plain(head, inflation.after(all));
  });
}

function plain(head: Buffer, all: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  if (packingOf(head)) throw unreadableStart('the file was compressed twice: compress it once');
  refuseForeign(head);
  const utf16 = utf16Of(head);
  return utf16 ? utf8FromUtf16(all, utf16) : all;
}

/** Looks at the first bytes of a stream to decide how all of it is read. */
async function* withHead(
  chunks: AsyncIterable<Buffer>, read: (head: Buffer, all: AsyncIterable<Buffer>) => AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    let head: Buffer = Buffer.alloc(0);
    while (head.length < MAGIC_BYTES) {
      const next = await iterator.next();
      if (next.done) break;
      head = Buffer.concat([head, next.value]);
    }
    yield* read(head, rejoin(head, iterator));
  } finally {
    await iterator.return?.();
  }
}

async function* rejoin(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  if (head.length > 0) yield head;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}
