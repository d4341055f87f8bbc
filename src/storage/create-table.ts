import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ITable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { Capacity } from './capacity';
import { createGlobalTable } from './global-table';
import type { IngestTableProps } from './ingest-table';
import { INDEX_PROPS, INDEXES } from './table-keys';
import { Table as Layout } from '../contract';
import { fail } from '../private/imports';
import { checkName } from '../private/names';

/** DynamoDB's rule for names of tables. */
const TABLE_NAME = { property: 'tableName', pattern: /^[\w.-]{3,255}$/, rule: '3 to 255 letters, digits, underscores, hyphens and dots' };

/** Creates the table: a global one where replicas are asked for. */
export function createTable(scope: Construct, props: IngestTableProps): ITable {
  const { recoveryPeriodInDays } = props;
  if (recoveryPeriodInDays !== undefined && !(recoveryPeriodInDays >= 1 && recoveryPeriodInDays <= 35)) {
    fail(scope, `recoveryPeriodInDays is 1 to 35, not ${recoveryPeriodInDays}`);
  }
  const capacity = props.capacity ?? Capacity.onDemand();
  const common = {
    tableName: checkName(scope, TABLE_NAME, props.tableName, props.stage),
    partitionKey: { name: Layout.PARTITION_KEY, type: AttributeType.STRING },
    sortKey: { name: Layout.SORT_KEY, type: AttributeType.STRING },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: props.pointInTimeRecovery ?? true, recoveryPeriodInDays },
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    // Rows and records where the stack says so; and what the API remembers between two requests.
    timeToLiveAttribute: Layout.EXPIRES,
  };
  if (props.replicas) {
    if (Token.isUnresolved(Stack.of(scope).region)) {
      fail(scope, 'replicas need to know which region is not one of theirs: give the stack an env with a region');
    }
    return createGlobalTable(scope, { ...common, capacity, replicas: props.replicas, encryptionKey: props.encryptionKey });
  }
  const limits = { maxReadRequestUnits: capacity.maxRead, maxWriteRequestUnits: capacity.maxWrite };
  const throughput = capacity.isOnDemand ? limits : { readCapacity: capacity.read, writeCapacity: capacity.write };
  const table = new Table(scope, 'Table', {
    ...common,
    ...throughput,
    billingMode: capacity.isOnDemand ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED,
    encryption: props.encryptionKey ? TableEncryption.CUSTOMER_MANAGED : TableEncryption.AWS_MANAGED,
    encryptionKey: props.encryptionKey,
  });
  for (const index of INDEX_PROPS) table.addGlobalSecondaryIndex({ ...index, ...throughput });
  if (!capacity.isOnDemand) scale(table, capacity);
  return table;
}

/** An index that throttles throttles its table, so all of them scale alike. */
function scale(table: Table, { read, write, maxRead, maxWrite, targetUtilizationPercent = 70 }: Capacity): void {
  const target = { targetUtilizationPercent };
  if (maxRead !== undefined) {
    const bounds = { minCapacity: read ?? 1, maxCapacity: maxRead };
    table.autoScaleReadCapacity(bounds).scaleOnUtilization(target);
    for (const [index] of INDEXES) table.autoScaleGlobalSecondaryIndexReadCapacity(index, bounds).scaleOnUtilization(target);
  }
  if (maxWrite !== undefined) {
    const bounds = { minCapacity: write ?? 1, maxCapacity: maxWrite };
    table.autoScaleWriteCapacity(bounds).scaleOnUtilization(target);
    for (const [index] of INDEXES) table.autoScaleGlobalSecondaryIndexWriteCapacity(index, bounds).scaleOnUtilization(target);
  }
}
