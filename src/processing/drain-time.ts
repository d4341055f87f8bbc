import { Stack } from 'aws-cdk-lib';
import { CfnTable, ITable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnQueue, IQueue } from 'aws-cdk-lib/aws-sqs';

/** SQS lets so many messages of a queue be in flight at once. */
const MESSAGES_IN_FLIGHT = 120_000;

/** Write units of an object without rows: a claim and a publication, and the entries of two indexes. */
const UNITS_PER_OBJECT = 6;

/** SQS keeps a message for four days unless the queue says otherwise. */
const DEFAULT_RETENTION_SECONDS = 345_600;

/**
 * What is wrong with a provisioned write capacity at which the messages that SQS lets be in flight outlive their retention:
 * they would be dropped without ever failing. Rows are not in the estimate, which is therefore a lower bound.
 */
export function drainProblems(queue: IQueue, table: ITable): string[] {
  const tableDefinition = table.node.defaultChild;
  const queueDefinition = queue.node.defaultChild;
  if (!(tableDefinition instanceof CfnTable) || !(queueDefinition instanceof CfnQueue)) return [];
  const throughput = Stack.of(table).resolve(tableDefinition.provisionedThroughput) as CfnTable.ProvisionedThroughputProperty | undefined;
  const retention: unknown = Stack.of(queue).resolve(queueDefinition.messageRetentionPeriod) ?? DEFAULT_RETENTION_SECONDS;
  if (throughput === undefined || typeof throughput.writeCapacityUnits !== 'number' || typeof retention !== 'number') return [];
  const seconds = Math.ceil(MESSAGES_IN_FLIGHT * UNITS_PER_OBJECT / throughput.writeCapacityUnits);
  if (seconds <= retention) return [];
  return [`at ${throughput.writeCapacityUnits} write capacity units ${MESSAGES_IN_FLIGHT} waiting messages take about ${hours(seconds)} and the queue keeps them for `
    + `${hours(retention)}: set at least ${Math.ceil(MESSAGES_IN_FLIGHT * UNITS_PER_OBJECT / retention)} units, or a longer retentionPeriod`];
}

function hours(seconds: number): string {
  return `${Math.ceil(seconds / 3600)} hours`;
}
