import type { ApiConfig } from './ports';
import { badRequest, quote } from './problem';
import { type ChecksumAlgorithm, MAX_OBJECT_BYTES } from '../../../src/contract';

/** A key has 1,024 bytes and a character up to four. */
const MAX_NAME = 200;
const MAX_ASCII_NAME = 255;
const MAX_KEY_BYTES = 1024;
const MAX_CONTENT_TYPE = 127;

const TOKEN = "[A-Za-z0-9!#$&^_.+'*%`|~-]+";
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}( *; *${TOKEN}=(${TOKEN}|"[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]*"))*$`);
/** Control characters, lone surrogates and what XML cannot carry: S3 lists keys as XML. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;

/** What a checksum looks like in base64. */
const CHECKSUM: Record<ChecksumAlgorithm, RegExp> = {
  SHA256: /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
  CRC32: /^[A-Za-z0-9+/]{5}[AQgw]==$/,
};
const ALGORITHMS = Object.keys(CHECKSUM) as ChecksumAlgorithm[];

/** A file as the client announces it. */
export interface Announced {
  readonly fileName: unknown;
  readonly contentType: unknown;
  readonly size: unknown;
}

/** Checks what is announced. Throws a 400, for a size over the limit too: 413 is about the request's own body. */
export function checkFile(file: Announced, config: ApiConfig): asserts file is { fileName: string; contentType: string; size: number } {
  checkName(file.fileName, config);
  const { contentType, size } = file;
  if (typeof contentType !== 'string' || contentType.length > MAX_CONTENT_TYPE || !MEDIA_TYPE.test(contentType)) {
    throw badRequest(`contentType is ${quote(contentType)}: use a media type such as text/csv, at most ${MAX_CONTENT_TYPE} characters`);
  }
  const { maxBytes } = config.uploads;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1 || size > MAX_OBJECT_BYTES) {
    throw badRequest(`size is ${quote(size)}: use the size of the file in bytes, a whole number from 1 to ${maxBytes}`);
  }
  if (size > maxBytes) throw badRequest(`size is ${size} bytes: uploads are limited to ${maxBytes} bytes`);
}

function checkName(name: unknown, { source }: ApiConfig): asserts name is string {
  if (typeof name !== 'string' || name === '') throw badRequest(`fileName is ${quote(name)}: use the name of the file`);
  const characters = [...name].length;
  if (characters > (/^[\x20-\x7e]*$/.test(name) ? MAX_ASCII_NAME : MAX_NAME)) {
    throw badRequest(`fileName is ${characters} characters long: use at most ${MAX_NAME}, or ${MAX_ASCII_NAME} of ASCII`);
  }
  if (/[/\\]/.test(name) || name === '.' || name === '..') throw badRequest(`fileName is ${quote(name)}: use a name without a folder`);
  if (UNPRINTABLE.test(name)) throw badRequest(`fileName is ${quote(name)}: use a name without control characters`);
  // S3 replaces this in the key of an upload form.
  if (name.includes('${filename}')) throw badRequest(`fileName is ${quote(name)}: use a name without \${filename}`);
  if (source.suffixes.length > 0 && !source.suffixes.some(suffix => name.endsWith(suffix))) {
    throw badRequest(`fileName is ${quote(name)}, which is not ingested: use a name that ends with ${source.suffixes.join(' or ')}`);
  }
}

/** The key of an upload. Throws a 400 where S3 would not take it. */
export function uploadKey(prefix: string, uniqueName: string, fileName: string): string {
  const key = `${prefix}${uniqueName}/${fileName}`;
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) throw badRequest(`the object key would be ${bytes} bytes long, S3 allows ${MAX_KEY_BYTES}: use a shorter fileName`);
  return key;
}

/** The algorithm of a checksum, where one is wanted or asked for. Throws a 400 where it is not the one that this API asks for. */
export function checkAlgorithm(value: unknown, required: ChecksumAlgorithm | undefined): ChecksumAlgorithm | undefined {
  if (value === undefined) return required;
  const algorithm = ALGORITHMS.find(known => known === value);
  if (!algorithm || (required && algorithm !== required)) {
    throw badRequest(`the algorithm of the checksum is ${quote(value)}: use ${required ?? ALGORITHMS.join(' or ')}`);
  }
  return algorithm;
}

/** The checksum of a file. Throws a 400 where it is malformed, or missing though this API asks for one. */
export function readChecksum(value: unknown, required: ChecksumAlgorithm | undefined): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  if (value === undefined && !required) return undefined;
  const { algorithm: named, value: digest, ...rest } = typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  const example = `{"algorithm": "${required ?? ALGORITHMS.join('" or "')}", "value": "<base64>"}`;
  if (named === undefined || Object.keys(rest).length > 0) throw badRequest(`checksum is ${quote(value)}: send ${example}`);
  const algorithm = checkAlgorithm(named, required);
  if (!algorithm || !isChecksum(digest, algorithm)) throw badRequest(`the value of the checksum is ${quote(digest)}: send ${example}`);
  return { algorithm, value: digest };
}

/** Whether a value is a checksum of an algorithm in base64. */
export function isChecksum(value: unknown, algorithm: ChecksumAlgorithm): value is string {
  return typeof value === 'string' && CHECKSUM[algorithm].test(value);
}
