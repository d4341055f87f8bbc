import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pieces, placeOf } from './parse';
import { ChangedObject } from '../../../../lambda-src/core/ports';
import { decompress } from '../../../../lambda-src/core/records/decompress';
import { type Limits, limitsOf } from '../../../../lambda-src/core/records/limits';
import type { Packing } from '../../../../lambda-src/core/records/magic';
import { UnreadableFile } from '../../../../lambda-src/core/records/parser';

/** A source that knows what became of it. */
class Source implements AsyncIterable<Buffer> {
  given = 0;
  closed = false;

  constructor(private readonly chunks: Iterable<Buffer>, private readonly failure?: Error) {}

  async* [Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (const chunk of this.chunks) {
        this.given++;
        yield chunk;
      }
      if (this.failure) throw this.failure;
    } finally {
      this.closed = true;
    }
  }
}

const packing = (promised: boolean | Packing) => typeof promised === 'string' ? promised : promised ? 'gzip' : undefined;

async function read(file: Buffer, promised: boolean | Packing, size = 65_536, limits?: Limits): Promise<Buffer> {
  const out: Buffer[] = [];
  const source = new Source(pieces(file, size));
  try {
    for await (const chunk of decompress(source, packing(promised), limits)) out.push(chunk);
  } finally {
    expect(source.closed || file.length === 0).toBe(true);
  }
  return Buffer.concat(out);
}

async function refusal(file: Buffer, promised: boolean | Packing, size?: number, limits?: Limits): Promise<UnreadableFile> {
  const error: unknown = await read(file, promised, size, limits).then(() => undefined, reason => reason);
  expect(error).toBeInstanceOf(UnreadableFile);
  return error as UnreadableFile;
}

const text = Buffer.from('id,name\n1,é\n2,"x\ny"\n');
const SIZES = [1, 2, 3, 5, 17, 65_536];

describe('reads', () => {
  test.each(SIZES)('plain text in chunks of %d', async size => {
    expect(await read(text, false, size)).toEqual(text);
  });

  test.each(SIZES)('gzip in chunks of %d, promised or not', async size => {
    expect(await read(gzipSync(text), true, size)).toEqual(text);
    expect(await read(gzipSync(text), false, size)).toEqual(text);
  });

  test.each(SIZES)('gzip of many members, empty ones too, in chunks of %d', async size => {
    const members = [gzipSync(text), gzipSync(''), gzipSync(text), gzipSync(text), Buffer.alloc(0)];
    expect(await read(Buffer.concat(members), true, size)).toEqual(Buffer.concat([text, text, text]));
  });

  test.each(SIZES)('gzip with zero bytes behind it in chunks of %d', async size => {
    expect(await read(Buffer.concat([gzipSync(text), Buffer.alloc(512)]), true, size)).toEqual(text);
  });

  test.each([[Buffer.alloc(0), false], [Buffer.alloc(0), true], [gzipSync(''), true], [Buffer.from('a'), false], [Buffer.from([0x1f]), false]])(
    'the short file %j, gzip promised: %s', async (file, promised) => {
      expect(await read(file, promised)).toEqual(file.length > 1 ? Buffer.alloc(0) : file);
    });

  test('chunks of nothing', async () => {
    const chunks = [...pieces(gzipSync(text), 1)].flatMap(chunk => [Buffer.alloc(0), chunk]);
    const out: Buffer[] = [];
    for await (const chunk of decompress(new Source(chunks), 'gzip')) out.push(chunk);
    expect(Buffer.concat(out)).toEqual(text);
  });

  test('any bytes in any members and chunks', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 400 }),
      async (parts, size) => {
        const head = Buffer.from('head');
        const file = Buffer.concat([gzipSync(head), ...parts.map(part => gzipSync(part))]);
        expect(await read(file, true, size)).toEqual(Buffer.concat([head, ...parts]));
      }), { numRuns: 50 });
  });
});

describe('refuses', () => {
  test.each(SIZES)('gzip cut off anywhere, in chunks of %d', async size => {
    const file = Buffer.concat([gzipSync(text), gzipSync(text)]);
    const border = gzipSync(text).length;
    for (let cut = 2; cut < file.length; cut++) {
      if (cut === border) continue;
      const { message } = await refusal(file.subarray(0, cut), true, size);
      expect(message).toContain(`cut off after ${cut} bytes`);
    }
  });

  test('gzip cut off, with the place in the text that was reached', async () => {
    expect(placeOf((await refusal(gzipSync(text).subarray(0, -1), true)).at)).toEqual([5, 1, text.length]);
  });

  test.each(SIZES)('gzip with a bad checksum, length or content, in chunks of %d', async size => {
    const good = gzipSync(text);
    for (const at of [2, 10, good.length - 8, good.length - 1]) {
      const bad = Buffer.from(good);
      bad[at] += 1;
      expect((await refusal(bad, true, size)).message).toMatch(/damaged within its first \d+ bytes|cut off/);
    }
  });

  test.each(SIZES)('gzip with something else behind it, in chunks of %d', async size => {
    for (const rest of [Buffer.from('more text, more text'), Buffer.concat([Buffer.alloc(9), Buffer.from('x')]), Buffer.concat([Buffer.alloc(9), gzipSync(text)])]) {
      expect((await refusal(Buffer.concat([gzipSync(text), rest]), true, size)).message).toMatch(/damaged|followed by something else/);
    }
  });

  test.each([
    ['a gzip that is none', Buffer.from('id,name\n'), true, 'is called gzip and is not'],
    ['a gzip that is one byte', Buffer.from([0x1f]), true, 'is called gzip and is not'],
    ['gzip in gzip', gzipSync(gzipSync(text)), true, 'compressed twice'],
    ['a zstd that is none', Buffer.from('id,name\n'), 'zstd', 'is called zstd and is not'],
    ['zstd in gzip', gzipSync(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0])), true, 'compressed twice'],
    ['bzip2', Buffer.from('BZh91AY'), false, 'bzip2'],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), false, 'xz'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), false, 'UTF-32'],
    ['zip', Buffer.from('PK\x03\x04.'), false, 'zip'],
    ['zip in gzip', gzipSync('PK\x03\x04.'), false, 'zip'],
  ] as [string, Buffer, boolean | Packing, string][])('%s', async (_, file, promised, message) => {
    for (const size of SIZES) {
      const error = await refusal(file, promised, size);
      expect(error.message).toContain(message);
      expect(placeOf(error.at)).toEqual([1, 1, 0]);
    }
  });
});

describe('an error of the source passes through', () => {
  test.each([new ChangedObject('changed'), new TypeError('terminated'), Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })])('%s', async failure => {
    const file = gzipSync(randomBytes(100_000));
    for (const chunks of [[], [text], [file], [file.subarray(0, 1)], [file.subarray(0, 50_000)]]) {
      const out = (async () => {
        for await (const chunk of decompress(new Source(chunks, failure))) expect(chunk.length).toBeGreaterThan(0);
      })();
      await expect(out).rejects.toBe(failure);
    }
  });
});

describe('a consumer that stops early', () => {
  test.each([[false], [true]])('ends the source, gzip: %s', async zipped => {
    const block = Buffer.from('a,b\n'.repeat(20_000));
    const chunk = zipped ? gzipSync(block) : block;
    const source = new Source(Array.from({ length: 1000 }, () => chunk));
    for await (const first of decompress(source, packing(zipped))) {
      expect(first.length).toBeGreaterThan(0);
      break;
    }
    expect(source.closed).toBe(true);
    expect(source.given).toBeLessThan(4);
  });
});

test('a slow consumer holds the source back', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const source = new Source(pieces(bomb, 4096));
  let unpacked = 0;
  let most = 0;
  for await (const chunk of decompress(source, 'gzip', limitsOf({ ratio: 2000 }))) {
    unpacked += chunk.length;
    most = Math.max(most, source.given * 4096 - unpacked / 1000);
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(unpacked).toBe(64 * 1024 * 1024);
  expect(most).toBeLessThan(16_384);
});

describe('too much', () => {
  const rows = Buffer.from('a,b\n1,2\n1,2\n'.repeat(2 * 1024 * 1024));

  test('a bomb is not unpacked further than the ratio allows', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'a,b\n'));
    const source = new Source(pieces(bomb, 1024));
    let unpacked = 0;
    const reading = (async () => {
      for await (const chunk of decompress(source, 'gzip')) unpacked += chunk.length;
    })();
    await expect(reading).rejects.toThrow('unpacks to more than 200 times its size: compress it less, or raise limits.compressionRatio');
    expect(unpacked).toBeLessThan(11 * 1024 * 1024);
  });

  test('small files are spared by the default, not by a ratio of the stack', async () => {
    const small = gzipSync(rows.subarray(0, 4 * 1024 * 1024));
    expect((await read(small, true)).length).toBe(4 * 1024 * 1024);
    expect((await refusal(small, true, 512, limitsOf({ ratio: 50 }))).message).toContain('50 times');
  });

  test('bytes are counted after decompression, and without one too', async () => {
    const limits = limitsOf({ bytes: 1000 });
    expect((await read(rows.subarray(0, 1000), false, 64, limits)).length).toBe(1000);
    expect((await refusal(rows.subarray(0, 1001), false, 64, limits)).message).toContain('more than 1000 bytes after decompression');
    expect((await refusal(gzipSync(rows.subarray(0, 1001)), true, 64, limits)).message).toContain('limits.uncompressedSize');
  });
});
