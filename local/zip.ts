import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const GZIP_HEADER_BYTES = 10;
const GZIP_TRAILER_BYTES = 8;
// A file, readable for all, in the Unix half of the external attributes.
const FILE_MODE = 0o100644 * 2 ** 16;

function filesOf(directory: string, prefix = ''): string[] {
  return readdirSync(join(directory, prefix)).sort().flatMap((name) => {
    const path = prefix ? `${prefix}/${name}` : name;
    return statSync(join(directory, path)).isDirectory() ? filesOf(directory, path) : [path];
  });
}

/** What the two headers of a file share, and its content. gzip packs with the same method and computes the same CRC. */
function pack(name: Buffer, data: Buffer): { fields: Buffer; packed: Buffer } {
  const gzip = gzipSync(data);
  const packed = gzip.subarray(GZIP_HEADER_BYTES, -GZIP_TRAILER_BYTES);
  const fields = Buffer.alloc(26);
  // Version 2.0, UTF-8 names, deflate, 1 January 1980, so that equal folders give equal archives.
  [20, 0x0800, 8, 0, 0x21].forEach((value, i) => fields.writeUInt16LE(value, i * 2));
  fields.writeUInt32LE(gzip.readUInt32LE(gzip.length - GZIP_TRAILER_BYTES), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return { fields, packed };
}

function endOfDirectory(entries: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/**
 * A ZIP archive of everything in a folder, as Lambda takes it. Below 4 GB and 65,536 files.
 *
 * @param directory - the folder whose content becomes the archive's root
 */
export function zipDirectory(directory: string): Buffer {
  const files: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const path of filesOf(directory)) {
    const name = Buffer.from(path);
    const { fields, packed } = pack(name, readFileSync(join(directory, path)));
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(FILE_MODE, 6);
    place.writeUInt32LE(offset, 10);
    // Made on Unix, so that the attributes are understood.
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), fields, place, name]));
    files.push(file);
    offset += file.length;
  }
  const directoryBytes = Buffer.concat(entries);
  return Buffer.concat([...files, directoryBytes, endOfDirectory(entries.length, directoryBytes.length, offset)]);
}
