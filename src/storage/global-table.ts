import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  Attribute, Billing, Capacity as Units, PointInTimeRecoverySpecification, TableEncryptionV2, TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Capacity } from './capacity';
import { INDEX_PROPS } from './table-keys';
import { TableReplica } from './table-replica';
import { fail } from '../private/imports';

/** What a table with replicas is made of. */
export interface GlobalTableProps {
  readonly tableName?: string;
  readonly partitionKey: Attribute;
  readonly sortKey: Attribute;
  readonly pointInTimeRecoverySpecification: PointInTimeRecoverySpecification;
  readonly removalPolicy: RemovalPolicy;
  readonly timeToLiveAttribute?: string;
  readonly capacity: Capacity;
  readonly replicas: TableReplica[];
  readonly encryptionKey?: IKey;
}

/**
 * Creates a global table. No pack of rules sees this type of resource, so what they ask of a table holds by construction, for each replica:
 * encrypted by a key of KMS, restorable, and not deleted by accident.
 */
export function createGlobalTable(scope: Construct, props: GlobalTableProps): TableV2 {
  const { capacity, replicas, encryptionKey, ...common } = props;
  checkReplicas(scope, replicas, encryptionKey);
  const keys = Object.fromEntries(replicas.flatMap(({ region, encryptionKeyArn }) => encryptionKeyArn ? [[region, encryptionKeyArn]] : []));
  return new TableV2(scope, 'GlobalTable', {
    ...common,
    billing: capacity.isOnDemand
      ? Billing.onDemand({ maxReadRequestUnits: capacity.maxRead, maxWriteRequestUnits: capacity.maxWrite })
      : Billing.provisioned({
        readCapacity: scaling(capacity.read, capacity.maxRead, capacity.targetUtilizationPercent),
        // A write to one region is a write to each, so a global table always scales its writes.
        writeCapacity: scaling(capacity.write, capacity.maxWrite, capacity.targetUtilizationPercent),
      }),
    encryption: encryptionKey ? TableEncryptionV2.customerManagedKey(encryptionKey, keys) : TableEncryptionV2.awsManagedKey(),
    globalSecondaryIndexes: INDEX_PROPS,
    deletionProtection: props.removalPolicy === RemovalPolicy.RETAIN,
    replicas: replicas.map(({ region }) => ({ region })),
  });
}

function scaling(min = 1, max = min, targetUtilizationPercent = 70): Units {
  return Units.autoscaled({ minCapacity: min, maxCapacity: max, targetUtilizationPercent });
}

function checkReplicas(scope: Construct, replicas: TableReplica[], key: IKey | undefined): void {
  if (replicas.length === 0) fail(scope, 'replicas is empty: name a region, or leave it out');
  for (const { region, encryptionKeyArn } of replicas) {
    if (region === Stack.of(scope).region) fail(scope, `the replica region ${region} is the stack's own: name other regions alone`);
    if (key && encryptionKeyArn === undefined) fail(scope, `the replica in ${region} has no key: pass encryptionKeyArn, because the table has a key of yours`);
    if (!key && encryptionKeyArn !== undefined) fail(scope, `the replica in ${region} has a key and the table has none: pass encryption.tableKey`);
  }
}
