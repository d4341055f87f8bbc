import { MAX_POST_BYTES } from '../../../src/contract';
import { objectId } from '../identity';
import { uploadPrefix } from './caller';
import type { OperationHandler } from './operation';
import type { ApiConfig } from './ports';
import { badRequest, quote, tooLarge } from './problem';

/** The longest an upload form works, in seconds. */
export const MAX_EXPIRES_SECONDS = 300;
/** A key has 1,024 bytes and a character up to four. */
const MAX_NAME = 200;
const MAX_ASCII_NAME = 255;
const MAX_KEY_BYTES = 1024;
const MEMBERS: readonly string[] = ['fileName', 'contentType', 'size'];
const MAX_CONTENT_TYPE = 127;

const TOKEN = "[A-Za-z0-9!#$&^_.+'*%`|~-]+";
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}( *; *${TOKEN}=(${TOKEN}|"[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]*"))*$`);
/** Control characters, lone surrogates and what XML cannot carry: S3 lists keys as XML. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;

/** `POST /uploads`: a signed form for one object whose key the server chooses. */
export const createUpload: OperationHandler = async ({ body, caller }, ports, config) => {
  const { fileName, contentType, size } = parse(body);
  checkName(fileName, config);
  checkContentType(contentType);
  checkSize(size, config.uploads.maxBytes);
  const key = `${uploadPrefix(caller, config)}${ports.uniqueName()}/${fileName}`;
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) throw badRequest(`the object key would be ${bytes} bytes long, S3 allows ${MAX_KEY_BYTES}: use a shorter fileName`);

  const seconds = Math.min(config.uploads.expiresSeconds, MAX_EXPIRES_SECONDS);
  // A policy names whole seconds: rounding down keeps the promise.
  const expiresAt = new Date(Math.floor(ports.clock.now().getTime() / 1000 + seconds) * 1000);
  const form = ports.forms.sign({ key, contentType, maxBytes: size, expiresAt });
  return JSON.stringify({ id: objectId(config.bucket, key), key, ...form, expiresAt: expiresAt.toISOString() });
};

function parse(body: string | undefined): Record<'fileName' | 'contentType' | 'size', unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body ?? '');
  } catch {
    throw badRequest('the body is not JSON: send {"fileName": "...", "contentType": "...", "size": <bytes>}');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('the body is not a JSON object: send {"fileName": "...", "contentType": "...", "size": <bytes>}');
  }
  const unknown = Object.keys(value).find(name => !MEMBERS.includes(name));
  if (unknown !== undefined) throw badRequest(`the body has an unknown member ${quote(unknown)}: use ${MEMBERS.join(', ')}`);
  return value as Record<'fileName' | 'contentType' | 'size', unknown>;
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

function checkContentType(value: unknown): asserts value is string {
  if (typeof value !== 'string' || value.length > MAX_CONTENT_TYPE || !MEDIA_TYPE.test(value)) {
    throw badRequest(`contentType is ${quote(value)}: use a media type such as text/csv, at most ${MAX_CONTENT_TYPE} characters`);
  }
}

function checkSize(value: unknown, maxBytes: number): asserts value is number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1 || value > MAX_POST_BYTES) {
    throw badRequest(`size is ${quote(value)}: use the size of the file in bytes, a whole number from 1 to ${maxBytes}`);
  }
  if (value > maxBytes) throw tooLarge(`size is ${value} bytes: uploads are limited to ${maxBytes} bytes`);
}
