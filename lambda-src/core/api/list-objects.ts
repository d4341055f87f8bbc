import { objectId } from '../identity';
import { visiblePrefix } from './caller';
import { decodeCursor, encodeCursor } from './cursor';
import { toEntry } from './entry';
import { isByTime, listByTime } from './list-by-time';
import type { OperationHandler } from './operation';
import { fitting, listAnswer } from './page';
import type { ApiConfig, ApiPorts } from './ports';
import { badRequest } from './problem';
import { readLimit, readPrefix, readStatus } from './query';

/** `GET /objects`: ledger entries in key order, or by time. */
export const listObjects: OperationHandler = async (request, ports, config) => {
  const { query, type, caller } = request;
  if (isByTime(query)) return listByTime(request, ports, config);
  const limit = readLimit(query);
  const prefixes = [readPrefix(query), visiblePrefix(caller, config)];
  const prefix = common(prefixes);
  const status = readStatus(query);
  const scope = ['listObjects', prefix ?? '', status ?? ''];
  const now = ports.clock.now();
  const afterKey = query.cursor === undefined ? undefined
    : await keyAt(decodeCursor(query.cursor, scope, now).position, prefixes, ports, config);
  if (prefix === undefined) return listAnswer(type, { items: [], records: [], nextCursor: null });

  const page = await ports.ledger.list({ prefix, limit, ...status && { status }, ...afterKey !== undefined && { afterKey } });
  const entries = page.items.map(item => ({ key: item.key, json: JSON.stringify(toEntry(item)) }));
  const shown = fitting(entries);
  const nextKey = shown.length < entries.length ? shown[shown.length - 1].key : page.nextKey;
  const nextCursor = nextKey === undefined ? null
    : encodeCursor(scope, { generation: 0, position: objectId(config.bucket, nextKey) }, now);
  const items = shown.map(({ json }) => json);
  return listAnswer(type, { items, records: items, nextCursor });
};

/** The prefix of the keys that have each of the prefixes, or undefined where no key can. */
function common(prefixes: readonly string[]): string | undefined {
  const longest = prefixes.reduce((one, other) => other.length > one.length ? other : one);
  return prefixes.every(prefix => longest.startsWith(prefix)) ? longest : undefined;
}

/** The key behind a position. A cursor holds the id, because 1,024 bytes of key make a query string that firewalls block. */
async function keyAt(id: string, prefixes: readonly string[], ports: ApiPorts, config: ApiConfig): Promise<string> {
  const item = await ports.ledger.get(id);
  if (item?.bucket !== config.bucket || !prefixes.every(prefix => item.key.startsWith(prefix))) {
    throw badRequest('the cursor points to an object that is not in this list: start again without a cursor');
  }
  return item.key;
}
