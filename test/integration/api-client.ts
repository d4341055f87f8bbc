import type { Caller } from './callers';
import { http, type HttpAnswer } from '../../local/http';
import type { LedgerEntry } from '../../local/ingest-client';

/** A page of a list, as the API answers it. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** A row as it came: the number, and the text of its data with every digit. */
export interface Row {
  readonly row: number;
  readonly data: unknown;
}

/** With what one part of an upload is sent. */
export interface SignedPart {
  readonly url: string;
  readonly headers: Record<string, string>;
}

/** The API as any HTTP client sees it. */
export class ApiClient {
  /**
   * @param base - URL of the API with its stage
   * @param caller - who calls
   * @param caFile - the certificate to trust
   */
  constructor(private readonly base: string, private readonly caller: Caller, private readonly caFile?: string) {}

  /** One call of the caller's. Any status is an answer. */
  call(path: string, method = 'GET', body?: unknown): Promise<HttpAnswer> {
    return this.send(path, method, this.caller, body === undefined ? undefined : JSON.stringify(body));
  }

  /** One call of another caller, with exactly this body. */
  send(path: string, method: string, caller: Caller, body?: string): Promise<HttpAnswer> {
    const url = new URL(`${this.base}${path}`);
    const headers = caller({ method, url, headers: body === undefined ? {} : { 'content-type': 'application/json' }, body });
    return http(url.href, { method, headers, body, caFile: this.caFile });
  }

  /** Sends content to where the API said, straight to the bucket. */
  async put({ url, headers }: SignedPart, content: string): Promise<void> {
    const length = String(Buffer.byteLength(content));
    const { status, body } = await http(url, { method: 'PUT', headers: { ...headers, 'content-length': length }, body: content, caFile: this.caFile });
    if (status !== 200) throw new Error(`PUT ${url} was answered with ${status}: ${body.slice(0, 500)}`);
  }

  /** The body of a call that must succeed. */
  async text(path: string): Promise<string> {
    const { status, body } = await this.call(path);
    if (status !== 200) throw new Error(`GET ${path} was answered with ${status}: ${body.slice(0, 500)}`);
    return body;
  }

  /** Every item of a list, page by page. */
  async all<T>(path: string, query: Record<string, string> = {}): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page<T> = JSON.parse(await this.text(`${path}?${new URLSearchParams({ ...query, ...cursor && { cursor } })}`));
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  /** The ledger entry of a key, or undefined. */
  async find(key: string): Promise<LedgerEntry | undefined> {
    const entries = await this.all<LedgerEntry>('/objects', { prefix: atMost256Bytes(key), limit: '1000' });
    return entries.find((entry) => entry.key === key);
  }

  /** The rows of an object as canonical JSON text. Throws where the numbers are not 1, 2, 3 and so on. */
  async rows(id: string, limit = 1000): Promise<string[]> {
    const rows = await this.all<Row>(`/objects/${id}/rows`, { limit: String(limit) });
    const wrong = rows.findIndex(({ row }, index) => row !== index + 1);
    if (wrong >= 0) throw new Error(`row ${rows[wrong].row} of ${id} stands at place ${wrong + 1}`);
    return rows.map(({ data }) => JSON.stringify(data));
  }
}

function atMost256Bytes(text: string): string {
  let prefix = '';
  for (const character of text) {
    if (Buffer.byteLength(prefix + character) > 256) return prefix;
    prefix += character;
  }
  return prefix;
}
