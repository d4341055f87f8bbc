import { MAX_POST_BYTES } from '../../../src/contract';
import { objectId } from '../identity';
import { readBody } from './body';
import { uploadPrefix } from './caller';
import type { OperationHandler } from './operation';
import type { ApiConfig } from './ports';
import { badRequest } from './problem';
import { checkFile, readChecksum, uploadKey } from './upload-checks';

/** The longest that a signed request works, in seconds. */
export const MAX_EXPIRES_SECONDS = 300;
const EXAMPLE = '{"fileName": "...", "contentType": "...", "size": <bytes>}';

/** `POST /uploads`: a signed form for one object whose key the server chooses. */
export const createUpload: OperationHandler = async ({ body, caller }, ports, config) => {
  const { checksum: announced, ...file } = readBody(body, ['fileName', 'contentType', 'size', 'checksum'], EXAMPLE);
  checkFile(file, config);
  const { fileName, contentType, size } = file;
  if (size > MAX_POST_BYTES) throw badRequest(`size is ${size} bytes, one form takes ${MAX_POST_BYTES}: use POST /multipart-uploads`);
  const checksum = readChecksum(announced, config.uploads.checksum);
  const key = uploadKey(uploadPrefix(caller, config), ports.uniqueName(), fileName);
  const expiresAt = signedUntil(ports.clock.now(), config);
  const form = ports.forms.sign({ key, contentType, maxBytes: size, expiresAt, ...checksum && { checksum } });
  const text = JSON.stringify({ id: objectId(config.bucket, key), key, ...form, expiresAt: expiresAt.toISOString() });
  return { body: text, validUntil: expiresAt };
};

/** Until when what is signed now works. Policies and signatures name whole seconds: rounding down keeps the promise. */
export function signedUntil(now: Date, { uploads }: ApiConfig): Date {
  return new Date(Math.floor(now.getTime() / 1000 + Math.min(uploads.expiresSeconds, MAX_EXPIRES_SECONDS)) * 1000);
}
