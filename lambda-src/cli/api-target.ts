import { sign } from 'aws4';
import { awsAccess } from './aws';
import { CommandError, type Target, type Waiting } from './target';
import type { Job, JobRequest } from '../../src/contract';

const TIMEOUT_MS = 60_000;

/** How the API is reached, and what speaks for the caller. */
export interface ApiAddress {
  readonly api: string;
  readonly apiKey?: string;
  readonly token?: string;
  readonly region?: string;
}

/** A pipeline behind its API: with a key, a token, or a signature. */
export class ApiTarget implements Target {
  constructor(private readonly address: ApiAddress) {}

  start(request: JobRequest): Promise<Job> {
    const { id, kind, ...rest } = request;
    return id === undefined ? this.call('POST', '/jobs', { kind, ...rest }) : this.call('POST', `/objects/${encodeURIComponent(id)}/replay`);
  }

  get(jobId: string): Promise<Job> {
    return this.call('GET', `/jobs/${encodeURIComponent(jobId)}`);
  }

  async list(limit: number): Promise<Job[]> {
    return (await this.call<{ items: Job[] }>('GET', `/jobs?limit=${limit}`)).items;
  }

  async waiting(): Promise<Waiting[]> {
    return [];
  }

  private async call<T>(method: string, path: string, value?: object): Promise<T> {
    const url = `${this.address.api.replace(/\/$/, '')}${path}`;
    const body = value && JSON.stringify(value);
    const headers = await this.authorized(method, new URL(url), { ...body && { 'content-type': 'application/json' } }, body);
    const answer = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => {
      throw new CommandError(`${url} does not answer: ${error instanceof Error ? (error.cause as Error | undefined)?.message ?? error.message : error}`);
    });
    const text = await answer.text();
    if (!answer.ok) throw new CommandError(`${method} ${path} was answered with ${answer.status}: ${detailOf(text)}`);
    return JSON.parse(text) as T;
  }

  private async authorized(method: string, url: URL, headers: Record<string, string>, body?: string): Promise<Record<string, string>> {
    const { apiKey, token, region } = this.address;
    const known = { ...headers, ...apiKey && { 'x-api-key': apiKey }, ...token && { authorization: token } };
    if (apiKey || token) return known;
    const access = await awsAccess(region ?? /\.execute-api\.([a-z0-9-]+)\./.exec(url.hostname)?.[1]);
    const signed = sign({
      service: 'execute-api', region: access.region, host: url.host, path: `${url.pathname}${url.search}`, method, headers: known, body,
    }, access.credentials);
    // fetch sets these two by itself.
    const { Host: _host, 'Content-Length': _length, ...rest } = signed.headers as Record<string, string>;
    return rest;
  }
}

function detailOf(text: string): string {
  try {
    const { detail, message } = JSON.parse(text) as { detail?: string; message?: string };
    return detail ?? message ?? text.slice(0, 300);
  } catch {
    return text.slice(0, 300);
  }
}
