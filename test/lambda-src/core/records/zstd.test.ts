/* eslint-disable no-bitwise -- the format is made of bit fields */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { pieces } from './parse';
import { UnreadableFile } from '../../../../lambda-src/core/records/parser';
import { unzstd } from '../../../../lambda-src/core/records/zstd';

const MEGABYTE = 1024 * 1024;
/** Both decoders where Node has its own. */
const DECODERS = [['portable', false], ...'createZstdDecompress' in zlib ? [['native', true] as const] : []] as [string, boolean][];

/** Compresses each text by the reference implementation, each with the arguments of its frame. */
function compress(texts: Buffer[], options = ''): Buffer[] {
  const script = `
import sys, zstandard, struct
data = sys.stdin.buffer.read()
out = b''
while data:
    n = struct.unpack('<I', data[:4])[0]
    frame = zstandard.ZstdCompressor(${options}).compress(data[4:4 + n])
    out += struct.pack('<I', len(frame)) + frame
    data = data[4 + n:]
sys.stdout.buffer.write(out)`;
  const framed = Buffer.concat(texts.flatMap(text => [length(text.length), text]));
  const python = join(__dirname, '../../../../.venv/bin/python');
  let out = execFileSync(python, ['-c', script], { input: framed, maxBuffer: 256 * MEGABYTE });
  return texts.map(() => {
    const size = out.readUInt32LE();
    const frame = out.subarray(4, 4 + size);
    out = out.subarray(4 + size);
    return frame;
  });
}

function length(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const skippable = (size: number) => Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18]), length(size), randomBytes(size)]);

async function read(file: Buffer, native: boolean, size = 65_536): Promise<Buffer> {
  const out: Buffer[] = [];
  for await (const piece of unzstd((async function* () { yield* pieces(file, size); })(), native)) out.push(piece);
  return Buffer.concat(out);
}

const texts = [
  Buffer.alloc(0), Buffer.from('a'), Buffer.from('id,name\n1,é\n'), Buffer.alloc(300_000, 'the same, '), randomBytes(200_000),
  Buffer.from(Array.from({ length: 40_000 }, (_, n) => `${n},${(n * 7919) % 1000},some text\n`).join('')),
];
const frames = compress(texts, 'level=3, write_checksum=True');
const plain = compress(texts, 'level=19, write_checksum=False, write_content_size=False');

describe.each(DECODERS)('%s', (_, native) => {
  test.each([1, 7, 4096, 65_536])('each frame alone, in chunks of %d', async size => {
    for (const [n, text] of texts.entries()) {
      if (size === 1 && text.length > 1000) continue;
      expect((await read(frames[n], native, size)).equals(text)).toBe(true);
      expect((await read(plain[n], native, size)).equals(text)).toBe(true);
    }
  });

  test.each([1000, 65_536, 8 * MEGABYTE])('frames one after the other, skippable ones between them, in chunks of %d', async size => {
    const file = Buffer.concat([skippable(3), ...frames, skippable(0), ...plain, skippable(100_000)]);
    expect((await read(file, native, size)).equals(Buffer.concat([...texts, ...texts]))).toBe(true);
  });

  test('cut off anywhere', async () => {
    const file = Buffer.concat([frames[2], frames[1]]);
    for (let cut = 5; cut < file.length; cut++) {
      if (cut === frames[2].length) continue;
      await expect(read(file.subarray(0, cut), native, 3)).rejects.toThrow(/cut off after|damaged/);
    }
  });

  test('a bit that flipped anywhere is seen, thanks to the checksum', async () => {
    const good = frames[3];
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at] ^= 1 << (at % 8);
      const result = await read(bad, native).then(text => text.equals(texts[3]), (error: unknown) => error instanceof UnreadableFile);
      expect({ at, result }).toEqual({ at, result: true });
    }
  });

  test('something else behind it', async () => {
    await expect(read(Buffer.concat([frames[2], Buffer.from('more text')]), native)).rejects.toThrow('followed by something else');
  });

  test('a window that nobody should allocate', async () => {
    const huge = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0]);
    await expect(read(huge, native)).rejects.toThrow('needs a window of 2147483648 bytes and 134217728 are allowed');
  });

  test('a bomb comes out piece by piece', async () => {
    const block = Buffer.from([0, 0, 0, 0x61]);
    block.writeUIntLE((128 * 1024) << 3 | 2, 0, 3);
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38]);
    const bomb = Buffer.concat([head, ...Array.from({ length: 8192 }, () => block), Buffer.from([3, 0, 0, 0x61])]);
    let most = 0;
    let seen = 0;
    const before = process.memoryUsage().rss;
    for await (const piece of unzstd((async function* () { yield* pieces(bomb, 65_536); })(), native)) {
      seen += piece.length;
      most = Math.max(most, process.memoryUsage().rss - before);
      if (seen > 512 * MEGABYTE) break;
    }
    expect(most).toBeLessThan(128 * MEGABYTE);
  });
});
