import { sign } from 'aws4';

/** A request before anybody has put a name to it. */
export interface Unsigned {
  readonly method: string;
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** Who calls: turns a request into the headers that it is sent with. */
export type Caller = (request: Unsigned) => Record<string, string>;

/** An access key of a user, or of a role's session. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Somebody without a name. */
export const nobody: Caller = ({ headers }) => headers;

/** Somebody with an API key. */
export function withKey(apiKey: string): Caller {
  return ({ headers }) => ({ ...headers, 'x-api-key': apiKey });
}

/** Somebody who signs with SigV4. */
export function signedBy(credentials: Credentials, service = 'execute-api'): Caller {
  return ({ method, url, headers, body }) => {
    const request = { service, region: 'us-east-1', host: url.host, path: `${url.pathname}${url.search}`, method, headers, body };
    return Object.fromEntries(Object.entries(sign(request, credentials).headers ?? {}).map(([name, value]) => [name, String(value)]));
  };
}
