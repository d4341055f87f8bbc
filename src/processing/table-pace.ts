import { Stack } from 'aws-cdk-lib';
import { CfnTable, ITable } from 'aws-cdk-lib/aws-dynamodb';

/** Write units per second that one invocation puts to use easily: a batch of 25 rows of up to 1 KB. */
const UNITS_PER_INVOCATION = 25;

/** What Lambda allows for an event source. */
const [MIN_CONCURRENCY, MAX_CONCURRENCY] = [2, 1000];

/**
 * How many invocations at once a provisioned table can keep busy. More of them would only be throttled, and hold up each other. Undefined
 * where the table is charged by request or is not defined in this app.
 */
export function concurrencyOf(table: ITable, reservedConcurrentExecutions = MAX_CONCURRENCY): number | undefined {
  const definition = table.node.defaultChild;
  if (!(definition instanceof CfnTable)) return undefined;
  const throughput = Stack.of(table).resolve(definition.provisionedThroughput) as CfnTable.ProvisionedThroughputProperty | undefined;
  const units: unknown = throughput?.writeCapacityUnits;
  if (typeof units !== 'number') return undefined;
  const most = Math.min(MAX_CONCURRENCY, Math.max(MIN_CONCURRENCY, reservedConcurrentExecutions));
  return Math.min(most, Math.max(MIN_CONCURRENCY, Math.ceil(units / UNITS_PER_INVOCATION)));
}
