import type { Dice } from './dice';

/** A call on its way from a handler to AWS. */
export interface Call {
  readonly service: 'dynamodb' | 's3' | 'sqs';
  /** `BatchWriteItem`, or for S3 the HTTP method. */
  readonly operation: string;
}

/** What goes wrong with a call. */
export type Fault =
  /** Refused, because there were too many. */
  | 'throttle'
  /** An error of the service, before or after it did what it was asked for. */
  | 'error before' | 'error after'
  /** The connection is reset, before or after. */
  | 'reset before' | 'reset after'
  /** Some items of a batch are left and sent back. */
  | 'unprocessed'
  /** The connection breaks in the middle of an object. */
  | 'truncated';

/** How often what goes wrong. */
export interface FaultRates {
  /** Share of the calls that fail. */
  readonly failing: number;
  /** Share of the calls that are answered late. */
  readonly slow: number;
  /** Share of the invocations that are killed. */
  readonly killed: number;
}

/** Nothing goes wrong. */
export const CALM: FaultRates = { failing: 0, slow: 0, killed: 0 };

const ANY: readonly Fault[] = ['throttle', 'error before', 'error after', 'reset before', 'reset after'];

/** What may go wrong with a call. */
function faultsOf({ service, operation }: Call): readonly Fault[] {
  if (operation === 'BatchWriteItem') return [...ANY, 'unprocessed', 'unprocessed'];
  return service === 's3' && operation === 'GET' ? [...ANY, 'truncated', 'truncated'] : ANY;
}

/** Throws the dice for a call. */
export function faultOf(call: Call, rates: FaultRates, dice: Dice): Fault | undefined {
  return dice.chance(rates.failing) ? dice.one(faultsOf(call)) : undefined;
}
