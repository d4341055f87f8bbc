import { http } from './http';
import type { Entry } from '../lambda-src/core/api/entry';

/** A ledger entry as the API shows it. */
export type LedgerEntry = Entry;

/** Where the API of a stack is, and the key to it. */
export interface ApiAccess {
  /** Base URL with the stage. */
  readonly api: string;
  readonly apiKey: string;
  readonly caFile?: string;
}

async function get(access: ApiAccess, path: string): Promise<string> {
  const { status, body } = await http(`${access.api}${path}`, { headers: { 'x-api-key': access.apiKey }, caFile: access.caFile });
  if (status !== 200) throw new Error(`GET ${path} was answered with ${status}: ${body.slice(0, 300)}`);
  return body;
}

/** Every ledger entry, page by page. */
export async function listObjects(access: ApiAccess): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = JSON.parse(await get(access, `/objects?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)) as
      { items: LedgerEntry[]; nextCursor: string | null };
    entries.push(...page.items);
    cursor = page.nextCursor;
  }
  return entries;
}

/** The first rows of an object, as the JSON text that the API answers with, digit for digit. */
export async function firstRows(access: ApiAccess, id: string, limit: number): Promise<string> {
  return get(access, `/objects/${id}/rows?limit=${limit}`);
}
