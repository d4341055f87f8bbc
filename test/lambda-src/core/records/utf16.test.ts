import fc from 'fast-check';
import { cases, cut, dice } from './chunks';
import { placeOf } from './parse';
import { decompress } from '../../../../lambda-src/core/records/decompress';
import { UnreadableFile } from '../../../../lambda-src/core/records/parser';

async function read(chunks: Iterable<Buffer>): Promise<string> {
  const out: Buffer[] = [];
  for await (const chunk of decompress((async function* () { yield* chunks; })())) out.push(chunk);
  return Buffer.concat(out).toString();
}

const encode = (text: string, big: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return big ? bytes.swap16() : bytes;
};

test('any text in UTF-16 with its mark comes out in UTF-8, in any chunks', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), fc.boolean(), dice, async (text, big, throwDice) => {
    fc.pre(!text.startsWith('\0'));
    expect(await read(cut(encode(`\ufeff${text}`, big), throwDice))).toBe(`\ufeff${text}`);
  }), cases(300));
});

test.each([false, true])('without the mark two ASCII characters tell it, big endian: %s', async big => {
  expect(await read([encode('id,name\n1,é😀\n', big)])).toBe('id,name\n1,é😀\n');
});

test.each([
  ['\ufeffa\nb\ud83d,', [2, 2, 6]],
  ['\ufeffa\nb\ude00,', [2, 2, 6]],
])('half of a character is refused at its place in the text', async (text, place) => {
  const error: unknown = await read([encode(text, false)]).catch(reason => reason);
  expect(error).toBeInstanceOf(UnreadableFile);
  expect((error as UnreadableFile).message).toContain('half of a UTF-16 character');
  expect(placeOf((error as UnreadableFile).at)).toEqual(place);
});

test('an odd byte at the end is a file that was cut off', async () => {
  await expect(read([encode('\ufeffab', false).subarray(0, 5)])).rejects.toThrow('ends in half of a character');
});
