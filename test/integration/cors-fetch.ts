import { http } from '../../local/http';

const SAFE_METHODS = ['GET', 'HEAD', 'POST'];
const SAFE_REQUEST_HEADERS = ['accept', 'accept-language', 'content-language'];
const SAFE_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/;
const SAFE_RESPONSE_HEADERS = ['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'];

const listed = (value: unknown): string[] => String(value ?? '').toLowerCase().split(',').map((name) => name.trim());

/**
 * `fetch` as a browser gives it to a page of an origin, without credentials: it asks by a preflight where a browser would, and shows
 * only what the answers allow. For where there is no browser.
 *
 * @param caFile - the certificate to trust
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function corsFetch(origin: string, caFile?: string): typeof fetch {
  return async (input, init = {}) => {
    const url = String(input);
    const method = init.method ?? 'GET';
    const encoded = new Request(url, { method, headers: init.headers, body: init.body });
    const headers = Object.fromEntries(encoded.headers);
    const body = init.body === undefined || init.body === null ? undefined : await encoded.text();
    const asked = Object.entries(headers)
      .filter(([name, value]) => !SAFE_REQUEST_HEADERS.includes(name) && !(name === 'content-type' && SAFE_TYPES.test(value)))
      .map(([name]) => name).sort();
    if (asked.length > 0 || !SAFE_METHODS.includes(method)) {
      const preflight = await http(url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': method, ...asked.length > 0 && { 'access-control-request-headers': asked.join(',') } },
        caFile,
      });
      const allowed = preflight.headers['access-control-allow-origin'] === origin && preflight.status >= 200 && preflight.status < 300
        && (SAFE_METHODS.includes(method) || listed(preflight.headers['access-control-allow-methods']).includes(method.toLowerCase()))
        && asked.every((name) => listed(preflight.headers['access-control-allow-headers']).includes(name));
      if (!allowed) throw new TypeError('the preflight was refused');
    }
    const answer = await http(url, { method, headers: { ...headers, origin }, body, caFile });
    if (answer.headers['access-control-allow-origin'] !== origin) throw new TypeError('the answer may not be read');
    const exposed = listed(answer.headers['access-control-expose-headers']);
    const visible = Object.entries(answer.headers)
      .filter(([name]) => SAFE_RESPONSE_HEADERS.includes(name) || exposed.includes(name))
      .map(([name, value]): [string, string] => [name, String(value)]);
    return new Response([204, 304].includes(answer.status) ? null : answer.body, { status: answer.status, headers: visible });
  };
}
