import { decodeCursor, encodeCursor, type Position } from './cursor';
import { entityTag, isKnown, notModified, revalidated } from './entity-tag';
import { visibleRows } from './entry';
import { type Answer, findItem, type OperationHandler, type OperationRequest } from './operation';
import { fitting, listAnswer } from './page';
import type { ApiConfig, ApiPorts } from './ports';
import { badRequest, gone, notFound, unavailable } from './problem';
import { readLimit } from './query';
import type { LedgerItem } from '../../../src/contract';

/** Cursors of one page that are made within so many milliseconds are the same, and so is the page's entity tag. */
const SAME_CURSOR_MS = 30_000;

/** `GET /objects/{id}/rows`: the rows of the published generation in file order, none missing. */
export const listRows: OperationHandler = async (request, ports, config) => {
  if (config.upsert) throw notFound('the rows of this API are found by their own key, whatever object they came from: see /records');
  const wanted = { limit: readLimit(request.query), scope: ['listRows', request.id], now: ports.clock.now() };
  const { cursor: text } = request.query;
  const cursor = text === undefined ? undefined : decodeCursor(text, wanted.scope, wanted.now);
  const answer = await readPage(request, { ...wanted, cursor }, ports, config) ?? await readPage(request, { ...wanted, cursor }, ports, config);
  if (!answer) throw unavailable('fewer rows were found than this object has: try again');
  return answer;
};

interface Wanted {
  readonly limit: number;
  readonly scope: readonly string[];
  readonly now: Date;
  readonly cursor: Position | undefined;
}

/**
 * The rows from the cursor's position on up to the first that is missing; undefined where that is the very first one. The next
 * page then starts with the missing row, so a hole is never skipped.
 */
async function readPage(
  request: OperationRequest, { limit, scope, now, cursor }: Wanted, ports: ApiPorts, config: ApiConfig,
): Promise<Answer | undefined> {
  const item = await findItem(request, ports, config);
  const { type } = request;
  const generation = item.published?.rev ?? 0;
  const total = visibleRows(item);
  const from = firstRow(item, total, cursor);
  const to = Math.min(from + limit - 1, total);
  const tag = (...rest: (string | number)[]): string => entityTag('rows', item.id, generation, type, from, ...rest);
  // A generation never changes, so the page that ends it is known before it is read.
  const lastPage = tag(total);
  const ifNoneMatch = request.header('if-none-match');
  if (to === total && item.published?.rowsExpire !== true && isKnown(ifNoneMatch, lastPage)) return notModified(revalidated(lastPage));
  if (from > total) return listAnswer(type, { items: [], records: [], nextCursor: null }, revalidated(lastPage));

  const expiring = item.published?.rowsExpire === true;
  const found = await ports.rows.read(item.id, { rev: generation, parts: item.published?.parts }, from, to);
  // Where rows expire, one that is not there has expired.
  const missing = expiring ? -1 : found.findIndex(({ row }, index) => row !== from + index);
  const rows = fitting(missing < 0 ? found : found.slice(0, missing));
  if (rows.length === 0 && !expiring) return undefined;
  const next = (rows.length === 0 ? to : rows[rows.length - 1].row) + 1;
  const nextCursor = next > total ? null
    : encodeCursor(scope, { generation, position: String(next) }, new Date(Math.floor(now.getTime() / SAME_CURSOR_MS) * SAME_CURSOR_MS));
  const etag = nextCursor === null ? lastPage : tag(nextCursor);
  if (isKnown(ifNoneMatch, etag)) return notModified(revalidated(etag));
  const records = rows.map(({ json }) => json);
  return listAnswer(type, { items: rows.map(({ row, json }) => `{"row":${row},"data":${json}}`), records, nextCursor }, revalidated(etag));
}

function firstRow(item: LedgerItem, total: number, cursor: Position | undefined): number {
  if (!cursor) return 1;
  if (cursor.generation !== item.published?.rev) {
    throw gone('the object has changed since the page before: start again without a cursor to see its new rows');
  }
  const row = /^[1-9]\d{0,9}$/.test(cursor.position) ? Number(cursor.position) : Infinity;
  if (row > total) throw badRequest(`the cursor points behind the last of ${total} rows: start again without a cursor`);
  return row;
}
