import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials } from './credentials';

const ALGORITHM = 'AWS4-HMAC-SHA256';

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

  /** The headers of the request, its signature included. */
  sign({ host, path, contentType, target, body }: JsonRequest, region: string, credentials: AwsCredentials): Record<string, string> {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const hash = sha256(body);
    const headers: Record<string, string> = {
      'content-length': String(body.length),
      'content-type': contentType,
      'host': host,
      'x-amz-content-sha256': hash,
      'x-amz-date': date,
      ...credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken },
      'x-amz-target': target,
    };
    const names = Object.keys(headers);
    const signedHeaders = names.join(';');
    const canonical = `POST\n${path}\n\n${names.map(name => `${name}:${headers[name]}\n`).join('')}\n${signedHeaders}\n${hash}`;
    this.derive(`${date.slice(0, 8)}/${region}/${this.service}/aws4_request`, credentials.secretAccessKey);
    const signature = createHmac('sha256', this.key).update(`${ALGORITHM}\n${date}\n${this.scope}\n${sha256(canonical)}`).digest('hex');
    headers.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${this.scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
    return headers;
  }

  private derive(scope: string, secret: string): void {
    if (scope === this.scope && secret === this.secret) return;
    this.scope = scope;
    this.secret = secret;
    this.key = scope.split('/').reduce((key, part) => createHmac('sha256', key).update(part).digest(), Buffer.from(`AWS4${secret}`));
  }
}

/** Of a byte string or of bytes, in hexadecimal digits. */
export function sha256(bytes: string | Buffer): string {
  const hash = createHash('sha256');
  return (typeof bytes === 'string' ? hash.update(bytes, 'latin1') : hash.update(bytes)).digest('hex');
}
