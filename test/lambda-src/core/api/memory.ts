import { MemoryMultipart, MemoryStore } from './memory-uploads';
import { Api, type ApiEvent, type ApiResult } from '../../../../lambda-src/core/api/api';
import type { RequestContext } from '../../../../lambda-src/core/api/caller';
import { finalPlace, statusOf } from '../../../../lambda-src/core/api/entry';
import type { ApiConfig, ApiPorts } from '../../../../lambda-src/core/api/ports';
import { objectId } from '../../../../lambda-src/core/identity';
import type { RecordReader, StoredRecord, TimeQuery } from '../../../../lambda-src/core/ports';
import { openApiDocument } from '../../../../src/api/open-api/document';
import { ROUTES } from '../../../../src/api/routes';
import { type Job, type LedgerItem, type ObjectMetadata, type Published, type Status, Status as S } from '../../../../src/contract';

export const BUCKET = 'landing';
/** The first unique name. */
export const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';

export const METADATA: ObjectMetadata = {
  size: 12,
  etag: '9a0364b9e99bb480dd25e1f0284c8555',
  versionId: 'v1',
  contentType: 'text/csv',
  checksum: { algorithm: 'CRC64NVME', value: 'AAAAAAAAAAA=' },
  userMetadata: { owner: 'a team' },
  tags: { stage: 'raw' },
  lastModified: '2026-11-23T04:00:00.000Z',
};

export function published(changes: Partial<Published> = {}): Published {
  return {
    ...METADATA,
    rev: 1,
    identity: 'v1',
    status: S.COMMITTED,
    rowsParsed: 3,
    rowsWritten: 3,
    rowsRejected: 0,
    firstError: null,
    rejected: [],
    committedAt: '2026-11-23T04:00:01.000Z',
    attempts: 1,
    lagMs: 1000,
    ...changes,
  };
}

export function item(key: string, changes: Partial<LedgerItem> = {}): LedgerItem {
  return { id: objectId(BUCKET, key), bucket: BUCKET, key, rev: 1, published: published(), ...changes };
}

/** A gateway, a table and a bucket in memory around the real API. */
export class World {
  now = new Date('2026-11-23T05:00:00.250Z');
  remaining = 10_000;
  readonly items = new Map<string, LedgerItem>();
  /** Rows by `<id>#<rev>`, in file order. */
  readonly rows = new Map<string, string[]>();
  /** Records by partition and sort key. */
  readonly records = new Map<string, Map<string, StoredRecord>>();
  readonly removed: string[] = [];
  /** The newest first. */
  readonly jobs: Job[] = [];
  readonly logged: Record<string, unknown>[] = [];
  readonly multipart = new MemoryMultipart();
  readonly store = new MemoryStore(() => this.now);
  /** Unique names given so far. */
  private names = 0;
  readonly ports: ApiPorts = {
    multipart: this.multipart,
    store: this.store,
    ledger: {
      get: async id => this.items.get(id),
      list: async query => this.list(query),
      listByTime: async query => this.listByTime(query),
    },
    rows: {
      read: async (id, { rev }, from, to) => (this.rows.get(`${id}#${rev}`) ?? [])
        .map((json, index) => ({ row: index + 1, json })).filter(({ row, json }) => row >= from && row <= to && json !== ''),
    },
    records: { list: async (query) => this.listRecords(query) },
    forms: {
      sign: ({ key, contentType, maxBytes, expiresAt, checksum }) => ({
        url: 'https://landing.example/',
        fields: { key, 'Content-Type': contentType, 'max': String(maxBytes), 'until': expiresAt.toISOString(), ...checksum && { [checksum.algorithm]: checksum.value } },
      }),
    },
    jobs: {
      start: async (request, requestedBy) => {
        const job: Job = {
          ...request,
          jobId: `${'0'.repeat(24)}${this.jobs.length}`,
          state: 'RUNNING',
          requestedBy,
          requestedAt: this.now.toISOString(),
          updatedAt: this.now.toISOString(),
          max: request.max ?? 1,
          dryRun: request.dryRun ?? false,
          listed: 0,
          matched: 0,
          sent: 0,
          truncated: false,
          findings: [],
        };
        this.jobs.unshift(job);
        return { job };
      },
      get: async jobId => this.jobs.find(job => job.jobId === jobId),
      list: async (limit, before) => {
        const jobs = this.jobs.filter(({ jobId }) => before === undefined || jobId < before);
        return { jobs: jobs.slice(0, limit), ...jobs.length > limit && { next: jobs[limit - 1].jobId } };
      },
    },
    objects: { remove: async key => void this.removed.push(key) },
    clock: { now: () => this.now },
    log: {
      info: (message, details) => void this.logged.push({ level: 'INFO', message, ...details }),
      error: (message, details) => void this.logged.push({ level: 'ERROR', message, ...details }),
    },
    docs: async config => ({ html: `<p>${config.docs} ${config.server}</p>`, contentSecurityPolicy: "default-src 'none'" }),
    openApi: async config => JSON.stringify(openApiDocument(ROUTES, config)),
    uniqueName: () => UUID.replace(/e$/, this.names++ === 0 ? 'e' : String(this.names)),
  };

  constructor(private readonly config: Partial<ApiConfig> = {}) {}

  add(...items: LedgerItem[]): this {
    items.forEach(added => this.items.set(added.id, added));
    return this;
  }

  handle(event: ApiEvent): Promise<ApiResult> {
    const config: ApiConfig = {
      bucket: BUCKET,
      source: { prefix: '', suffixes: [] },
      uploads: { maxBytes: 5_000_000, expiresSeconds: 300 },
      access: { authorization: { kind: 'apiKey' } },
      ...this.config,
    };
    return new Api(this.ports, config).handle(event, { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => this.remaining });
  }

  /** A request by its first line, as the gateway would pass it on. */
  async request(method: string, resource: string, request: {
    id?: string;
    query?: Record<string, string | string[]>;
    body?: unknown;
    raw?: string;
    base64?: boolean;
    context?: RequestContext;
    headers?: Record<string, string | string[]>;
  } = {}): Promise<{ status: number; headers: Record<string, string>; text: string; body: Body }> {
    const query = Object.entries(request.query ?? {}).map(([name, value]) => [name, [value].flat()]);
    const result = await this.handle({
      httpMethod: method,
      resource,
      pathParameters: request.id === undefined ? null : { id: request.id },
      multiValueQueryStringParameters: query.length === 0 ? null : Object.fromEntries(query) as Record<string, string[]>,
      multiValueHeaders: Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name, [value].flat()])),
      body: request.raw ?? (request.body === undefined ? null : JSON.stringify(request.body)),
      isBase64Encoded: request.base64 ?? false,
      requestContext: { requestId: 'request-1', ...request.context },
    });
    return { status: result.statusCode, headers: result.headers, text: result.body, body: parsed(result.body) };
  }

  private listRecords({ partition, range, after, limit }: Parameters<RecordReader['list']>[0]): Awaited<ReturnType<RecordReader['list']>> {
    const atLeast = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) >= 0;
    const isIn = (sort: string): boolean => {
      switch (range.kind) {
        case 'all': return true;
        case 'is': return sort === range.value;
        case 'prefix': return sort.startsWith(range.value);
        default: return (range.from === undefined || atLeast(sort, range.from)) && (range.to === undefined || atLeast(range.to, sort));
      }
    };
    const found = [...this.records.get(partition)?.values() ?? []].filter(({ sort }) => isIn(sort) && (after === undefined || !atLeast(after, sort)))
      .sort((a, b) => atLeast(a.sort, b.sort) ? 1 : -1);
    return { records: found.slice(0, limit), ...found.length > limit && { next: found[limit - 1].sort } };
  }

  private list({ prefix, status, afterKey, limit }: { prefix: string; status?: Status; afterKey?: string; limit: number }):
  { items: LedgerItem[]; nextKey?: string } {
    const found = [...this.items.values()].filter(({ key, bucket }) => bucket === BUCKET && key.startsWith(prefix))
      .filter(one => status === undefined || statusOf(one) === status)
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
      .filter(({ key }) => afterKey === undefined || Buffer.compare(Buffer.from(key), Buffer.from(afterKey)) > 0);
    const page = found.slice(0, limit);
    return { items: page, ...found.length > page.length && { nextKey: page[page.length - 1].key } };
  }

  private listByTime({ status, from = '', to = '~', after = '', limit }: TimeQuery): { items: LedgerItem[]; next?: string } {
    const found = [...this.items.values()].filter(({ bucket }) => bucket === BUCKET)
      .map(one => ({ one, place: finalPlace(one) ?? '' }))
      .filter(({ one, place }) => place !== '' && (status === undefined || statusOf(one) === status) && place >= from && place < to && place > after)
      .sort((a, b) => a.place < b.place ? -1 : 1);
    const page = found.slice(0, limit);
    return { items: page.map(({ one }) => one), ...found.length > page.length && { next: page[page.length - 1].place } };
  }
}

/** An empty object where the text is no JSON: CSV, or nothing. */
function parsed(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {} as Body;
  }
}

/** Any body of the API. */
export interface Body {
  items: Record<string, unknown>[];
  nextCursor: string | null;
  [member: string]: unknown;
}
