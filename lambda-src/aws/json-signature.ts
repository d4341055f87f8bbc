import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials } from './credentials';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const NAMES = 'content-length;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target';
const NAMES_WITH_TOKEN = NAMES.replace('x-amz-target', 'x-amz-security-token;x-amz-target');
const NO_HEADER = /[^\x21-\x7e]/;

/** A POST to a service that speaks AWS's JSON protocol. */
export interface JsonRequest {
  readonly host: string;
  readonly path: string;
  /** `application/x-amz-json-1.0` or `1.1`. */
  readonly contentType: string;
  readonly target: string;
  /** A string is a byte string. */
  readonly body: string | Buffer;
}

/**
 * Signs requests to one service of AWS's JSON protocol with Signature Version 4. All of them are of one shape and the key of a day is derived once, which
 * makes a signature a third of what a general signer takes for it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class JsonSigner {
  private secret = '';
  private scope = '';
  private key = Buffer.alloc(0);

  /** @param service the name that requests are signed for, such as `dynamodb` */
  constructor(private readonly service: string) {}

  /** The head of the request as it goes over the wire, its signature included. */
  head({ host, path, contentType, target, body }: JsonRequest, region: string, credentials: AwsCredentials): string {
    const { accessKeyId, sessionToken } = credentials;
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const hash = sha256(body);
    const headers = `content-length:${body.length}\ncontent-type:${contentType}\nhost:${host}\nx-amz-content-sha256:${hash}\nx-amz-date:${date}\n`
      + `${sessionToken ? `x-amz-security-token:${sessionToken}\n` : ''}x-amz-target:${target}\n`;
    const names = sessionToken ? NAMES_WITH_TOKEN : NAMES;
    this.derive(`${date.slice(0, 8)}/${region}/${this.service}/aws4_request`, credentials);
    const signed = `${ALGORITHM}\n${date}\n${this.scope}\n${sha256(`POST\n${path}\n\n${headers}\n${names}\n${hash}`)}`;
    const signature = createHmac('sha256', this.key).update(signed).digest('hex');
    return `POST ${path} HTTP/1.1\r\n${headers.replaceAll('\n', '\r\n')}`
      + `authorization:${ALGORITHM} Credential=${accessKeyId}/${this.scope}, SignedHeaders=${names}, Signature=${signature}\r\n\r\n`;
  }

  /** The key of a day and of credentials. */
  private derive(scope: string, { accessKeyId, secretAccessKey, sessionToken = '' }: AwsCredentials): void {
    if (scope === this.scope && secretAccessKey === this.secret) return;
    // They come from the environment, and a line break in one would begin another header.
    if (NO_HEADER.test(accessKeyId + sessionToken)) throw new Error('the credentials hold a character that no header may have: look for a line break or a space at their ends');
    this.scope = scope;
    this.secret = secretAccessKey;
    this.key = scope.split('/').reduce((key, part) => createHmac('sha256', key).update(part).digest(), Buffer.from(`AWS4${secretAccessKey}`));
  }
}

/** Of a byte string or of bytes, in hexadecimal digits. */
export function sha256(bytes: string | Buffer): string {
  const hash = createHash('sha256');
  return (typeof bytes === 'string' ? hash.update(bytes, 'latin1') : hash.update(bytes)).digest('hex');
}
