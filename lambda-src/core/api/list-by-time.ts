import { visiblePrefix } from './caller';
import { decodeCursor, encodeCursor } from './cursor';
import { finalPlace, toEntry } from './entry';
import type { OperationHandler } from './operation';
import { fitting, listAnswer } from './page';
import { badRequest, conflict } from './problem';
import { MAX_TIME, type Query, readLimit, readStatus, readTime } from './query';
import { Status } from '../../../src/contract';
import { OBJECT_ID } from '../identity';

/** Whether a list is asked for by time. */
export function isByTime({ from, to }: Query): boolean {
  return from !== undefined || to !== undefined;
}

/** `GET /objects` with `from` or `to`: ledger entries in the order of the times that they came to their status. */
export const listByTime: OperationHandler = async ({ query, type, caller }, ports, config) => {
  const limit = readLimit(query);
  const range = { from: readTime(query, 'from'), to: readTime(query, 'to') };
  const status = readStatus(query);
  if (query.prefix !== undefined) throw badRequest('prefix does not go together with from and to, because no index serves both: leave one of them out');
  if (status === Status.PROCESSING) throw badRequest('status PROCESSING does not go together with from and to: what is under way has not come to its time yet');
  if (visiblePrefix(caller, config) !== '') throw badRequest('no index serves the objects of one tenant by time: leave from and to out');
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to) {
    // Each is well formed by itself, so it is no 400.
    throw conflict(`from ${range.from} is not before to ${range.to}: no time is between them`);
  }
  const scope = ['listByTime', range.from ?? '', range.to ?? '', status ?? ''];
  const now = ports.clock.now();
  const after = query.cursor === undefined ? undefined : decodePlace(decodeCursor(query.cursor, scope, now).position, range);

  const page = await ports.ledger.listByTime({ ...range, limit, ...status && { status }, ...after !== undefined && { after } });
  const entries = page.items.map(item => ({ place: finalPlace(item), json: JSON.stringify(toEntry(item)) }));
  const shown = fitting(entries);
  const next = shown.length < entries.length ? shown[shown.length - 1].place : page.next;
  const nextCursor = next === undefined ? null : encodeCursor(scope, { generation: 0, position: encodePlace(next) }, now);
  const items = shown.map(({ json }) => json);
  return listAnswer(type, { items, records: items, nextCursor });
};

/** Times have dots and a position has none. */
function encodePlace(place: string): string {
  const [time, id] = place.split('#');
  return `${Date.parse(time)}-${id}`;
}

/** A place outside of the range is one that no page of it has ended at. */
function decodePlace(position: string, { from, to }: { from?: string; to?: string }): string {
  const [, milliseconds, id] = /^(0|[1-9]\d{0,14})-(.*)$/.exec(position) ?? [];
  const time = OBJECT_ID.test(id ?? '') ? isoOf(Number(milliseconds)) : undefined;
  if (time === undefined || (from !== undefined && time < from) || (to !== undefined && time >= to)) {
    throw badRequest('the cursor points to a time that is not in this list: start again without a cursor');
  }
  return `${time}#${id}`;
}

function isoOf(milliseconds: number): string | undefined {
  return milliseconds <= MAX_TIME ? new Date(milliseconds).toISOString() : undefined;
}
