import { decodeCursor, encodeCursor, type Position } from './cursor';
import { visibleRows } from './entry';
import { findItem, type OperationHandler, type OperationRequest } from './operation';
import { fitting, listBody } from './page';
import type { ApiConfig, ApiPorts } from './ports';
import { badRequest, gone, unavailable } from './problem';
import { readLimit } from './query';
import type { LedgerItem } from '../../../src/contract';

/** `GET /objects/{id}/rows`: the rows of the published generation in file order, none missing. */
export const listRows: OperationHandler = async (request, ports, config) => {
  const limit = readLimit(request.query);
  const scope = ['listRows', request.id];
  const now = ports.clock.now();
  const cursor = request.query.cursor === undefined ? undefined : decodeCursor(request.query.cursor, scope, now);
  const page = await readPage(request, limit, cursor, ports, config) ?? await readPage(request, limit, cursor, ports, config);
  if (!page) throw unavailable('fewer rows were found than this object has: try again');
  const nextCursor = page.next === undefined ? null
    : encodeCursor(scope, { generation: page.generation, position: String(page.next) }, now);
  return listBody(page.items, nextCursor);
};

interface Page {
  readonly generation: number;
  readonly items: string[];
  /** The first row of the next page. */
  readonly next?: number;
}

/**
 * The rows from the cursor's position on up to the first that is missing; undefined where that is the very first one. The next
 * page then starts with the missing row, so a hole is never skipped.
 */
async function readPage(
  request: OperationRequest, limit: number, cursor: Position | undefined, ports: ApiPorts, config: ApiConfig,
): Promise<Page | undefined> {
  const item = await findItem(request, ports, config);
  const generation = item.published?.rev ?? 0;
  const total = visibleRows(item);
  const from = firstRow(item, total, cursor);
  if (from > total) return { generation, items: [] };

  const found = await ports.rows.read(item.id, generation, from, Math.min(from + limit - 1, total));
  const missing = found.findIndex(({ row }, index) => row !== from + index);
  const rows = fitting(missing < 0 ? found : found.slice(0, missing));
  if (rows.length === 0) return undefined;
  const next = from + rows.length;
  return { generation, items: rows.map(({ row, json }) => `{"row":${row},"data":${json}}`), ...next <= total && { next } };
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
