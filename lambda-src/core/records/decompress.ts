import { gunzip } from './gunzip';
import { isGzip, MAGIC_BYTES, refuseForeign, unreadableStart } from './magic';

/**
 * The bytes of a file, whether it is gzipped or not: gzip is known by its first bytes, whatever the name says.
 *
 * Errors of the source pass through as they are. A consumer that stops early ends the source too.
 *
 * @param promised whether the object says that it is gzipped
 * @throws UnreadableFile where it says so wrongly, where the gzip is damaged or cut off, and where the file is in no format of ours
 */
export function decompress(chunks: AsyncIterable<Buffer>, promised: boolean): AsyncGenerator<Buffer, void, undefined> {
  return withHead(chunks, (head, all) => {
    if (isGzip(head)) return withHead(gunzip(all), plain);
    refuseForeign(head);
    if (promised && head.length > 0) throw unreadableStart('the object is called gzip and is not: gzip it, or name it without .gz');
    return all;
  });
}

function plain(head: Buffer, all: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  if (isGzip(head)) throw unreadableStart('the file was gzipped twice: gzip it once');
  refuseForeign(head);
  return all;
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
