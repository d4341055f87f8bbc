/** Where a request goes. */
export interface Endpoint {
  readonly secure: boolean;
  readonly hostname: string;
  /** Undefined for the scheme's own port. */
  readonly port?: string;
  /** Encoded path of the request, without the query. */
  readonly path: string;
}

/** The endpoint of a service in a region, such as `dynamodb`, or the override's. */
export function serviceEndpoint(service: string, region: string, override?: string): Endpoint {
  return override ? parse(override, '') : { secure: true, hostname: `${service}.${region}.${dnsSuffix(region)}`, path: '/' };
}

/**
 * The endpoint of a bucket or of an object in it. The bucket is in the host name, except for an override (an emulator
 * need not resolve names) and for a name with dots (the certificate `*.s3` does not cover it): then it is in the path.
 */
export function s3Endpoint(region: string, bucket: string, key: string, override?: string): Endpoint {
  const path = `/${encodeKey(key)}`;
  if (override) return parse(override, `/${bucket}${path}`);
  const host = `s3.${region}.${dnsSuffix(region)}`;
  return bucket.includes('.')
    ? { secure: true, hostname: host, path: `/${bucket}${path}` }
    : { secure: true, hostname: `${bucket}.${host}`, path };
}

/** The address as text, `https://bucket.s3.region.amazonaws.com/key`. */
export function urlOf(endpoint: Endpoint): string {
  return `${endpoint.secure ? 'https' : 'http'}://${endpoint.hostname}${endpoint.port ? `:${endpoint.port}` : ''}${endpoint.path}`;
}

/** An object key as the path of a request: each byte outside RFC 3986's unreserved characters is encoded once, `/` stays. */
export function encodeKey(key: string): string {
  return key.split('/').map(encodeRfc3986).join('/');
}

/** Encodes everything but the unreserved characters of RFC 3986. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

const DNS_SUFFIXES: [prefix: string, suffix: string][] = [
  ['cn-', 'amazonaws.com.cn'], ['us-iso-', 'c2s.ic.gov'], ['us-isob-', 'sc2s.sgov.gov'], ['eusc-', 'amazonaws.eu'],
];

function dnsSuffix(region: string): string {
  return DNS_SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
}

function parse(override: string, path: string): Endpoint {
  const url = new URL(override);
  const base = url.pathname.replace(/\/$/, '');
  return {
    secure: url.protocol === 'https:',
    hostname: url.hostname,
    ...url.port && { port: url.port },
    path: `${base}${path}` || '/',
  };
}
