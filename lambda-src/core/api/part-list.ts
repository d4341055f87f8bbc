import { readBody } from './body';
import type { MultipartUpload } from './multipart';
import type { UploadedPart } from './ports';
import { badRequest, conflict, quote } from './problem';
import { isChecksum } from './upload-checks';
import { MAX_PARTS } from '../../../src/contract';

/** Parts that are signed for in one request. */
export const MAX_SIGNED_PARTS = 100;

type Shape = Pick<MultipartUpload, 'size' | 'partSize' | 'algorithm'>;

/** Bytes of a part: all are of one size, the last has the rest. */
export function lengthOfPart(partNumber: number, { size, partSize }: Shape): number {
  return Math.min(partSize, size - (partNumber - 1) * partSize);
}

/** The parts to sign for. A 400 for a list that is malformed, a 409 for one that does not fit the upload. */
export function readPartRequests(body: string | undefined, upload: Shape): { partNumber: number; checksum?: string }[] {
  const { parts } = readBody(body, ['parts'], '{"parts": [{"partNumber": 1}, ...]}');
  const list = readList(parts, ['partNumber', 'checksum'], 1, MAX_SIGNED_PARTS);
  const count = Math.ceil(upload.size / upload.partSize);
  return list.map(({ partNumber, checksum }) => {
    if (checksum !== undefined && !isChecksum(checksum, 'SHA256') && !isChecksum(checksum, 'CRC32')) {
      throw badRequest(`the checksum of part ${partNumber} is ${quote(checksum)}: use base64`);
    }
    if (partNumber > count) throw conflict(`the upload has ${count} parts and no part ${partNumber}: it was announced with ${upload.size} bytes`);
    if (upload.algorithm ? !isChecksum(checksum, upload.algorithm) : checksum !== undefined) {
      throw conflict(upload.algorithm ? `part ${partNumber} needs its ${upload.algorithm} as checksum` : 'the upload was begun without checksums: leave them out');
    }
    return { partNumber, ...typeof checksum === 'string' && { checksum } };
  });
}

/** The parts that the client believes to have sent, or undefined where it leaves that to the bucket. */
export function readPartList(body: string | undefined): Map<number, string> | undefined {
  const { parts } = readBody(body, ['parts'], '{} or {"parts": [{"partNumber": 1, "etag": "..."}, ...]}');
  if (parts === undefined) return undefined;
  return new Map(readList(parts, ['partNumber', 'etag'], 1, MAX_PARTS).map(({ partNumber, etag }) => {
    if (typeof etag !== 'string' || !/^"?[\x21\x23-\x7e]{1,128}"?$/.test(etag)) throw badRequest(`the etag of part ${partNumber} is ${quote(etag)}: use what S3 answered`);
    return [partNumber, etag.replaceAll('"', '')];
  }));
}

/** The parts in their order, if they are exactly those of the upload. A 409 that says what is missing or too much otherwise. */
export function completedParts(found: readonly UploadedPart[], upload: Shape, named: ReadonlyMap<number, string> | undefined): UploadedPart[] {
  const parts = [...found].sort((a, b) => a.partNumber - b.partNumber);
  const count = Math.ceil(upload.size / upload.partSize);
  const byNumber = new Map(parts.map(part => [part.partNumber, part]));
  for (let partNumber = 1; partNumber <= count; partNumber++) {
    const part = byNumber.get(partNumber);
    if (!part) throw conflict(`part ${partNumber} of ${count} is missing: send it, then complete the upload`);
    const expected = lengthOfPart(partNumber, upload);
    if (part.size !== expected) throw conflict(`part ${partNumber} has ${part.size} bytes and not ${expected}: send it again`);
    if (named && named.get(partNumber) !== part.etag) throw conflict(`part ${partNumber} is another than the one with that etag: send it again`);
  }
  if (parts.length > count || (named?.size ?? count) !== count) throw conflict(`the upload has ${count} parts, no more: it was announced with ${upload.size} bytes`);
  return parts;
}

function readList<Name extends string>(
  value: unknown, names: readonly (Name | 'partNumber')[], min: number, max: number,
): (Record<Name, unknown> & { partNumber: number })[] {
  if (!Array.isArray(value) || value.length < min || value.length > max) throw badRequest(`parts is ${quote(value)}: use a list of ${min} to ${max} parts`);
  const seen = new Set<number>();
  return value.map((part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part) || Object.keys(part).some(name => !names.includes(name as Name))) {
      throw badRequest(`a part is ${quote(part)}: use an object with ${names.join(', ')}`);
    }
    const { partNumber } = part as { partNumber?: unknown };
    if (typeof partNumber !== 'number' || !Number.isInteger(partNumber) || partNumber < 1 || partNumber > MAX_PARTS) {
      throw badRequest(`partNumber is ${quote(partNumber)}: use a whole number from 1 to ${MAX_PARTS}`);
    }
    if (seen.has(partNumber)) throw conflict(`part ${partNumber} is named twice: name it once`);
    seen.add(partNumber);
    return part as Record<Name, unknown> & { partNumber: number };
  });
}
