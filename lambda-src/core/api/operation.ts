import type { MediaType, Operation } from '../../../src/api/routes';
import type { LedgerItem } from '../../../src/contract';
import { OBJECT_ID } from '../identity';
import { type Caller, visiblePrefix } from './caller';
import type { ApiConfig, ApiPorts } from './ports';
import { notFound } from './problem';
import type { Query } from './query';

/** A request after routing. */
export interface OperationRequest {
  /** The path parameter `id`, as it came. */
  readonly id: string;
  /** Path as the client asked for it, with whatever stands before the route. */
  readonly path: string;
  readonly query: Query;
  /** A request header by its name in lower case, the values of a repeated one joined by commas. */
  readonly header: (name: string) => string | undefined;
  /** The type to answer in, of those that the route has. */
  readonly type: MediaType;
  /** The body as text, or undefined where there is none. */
  readonly body: string | undefined;
  /** Who calls. The right of the route was checked already. */
  readonly caller: Caller;
}

/** What an operation answers with. */
export interface Answer {
  readonly body: string;
  /**
   * @default - the status of success of the route
   */
  readonly status?: number;
  /**
   * @default 'application/json'
   */
  readonly contentType?: string;
  /** In lower case; they take precedence over those that every answer has. */
  readonly headers?: Record<string, string>;
  /**
   * Until when the answer is of use to a client that asks again with the same `Idempotency-Key`.
   *
   * @default - for a day
   */
  readonly validUntil?: Date;
}

/**
 * Does what a route promises and returns its answer, or just the JSON text of it. Throws {@link Problem} for what the caller can
 * act on.
 */
export type OperationHandler = (request: OperationRequest, ports: ApiPorts, config: ApiConfig) => Promise<string | Answer>;

/** The handler of each operation. */
export type Operations = Record<Operation, OperationHandler>;

/** The ledger item that a request's id names. A 404 for an id that is none, is unknown, or belongs to another bucket or tenant. */
export async function findItem({ id, caller }: OperationRequest, ports: ApiPorts, config: ApiConfig): Promise<LedgerItem> {
  const item = OBJECT_ID.test(id) ? await ports.ledger.get(id) : undefined;
  if (item?.bucket !== config.bucket || !item.key.startsWith(visiblePrefix(caller, config))) throw notFound('no object has this id: list the objects to see their ids');
  return item;
}
