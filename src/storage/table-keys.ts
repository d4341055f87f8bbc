import { Stack } from 'aws-cdk-lib';
import { AttributeType, CfnTable, ITable, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import { Table as Layout } from '../contract';

/** The indexes, each with its partition key and its sort key. */
export const INDEXES = [
  [Layout.BY_KEY_INDEX, Layout.BY_KEY_PARTITION, Layout.OBJECT_KEY],
  [Layout.BY_STATUS_INDEX, Layout.BY_STATUS_PARTITION, Layout.OBJECT_KEY],
  [Layout.BY_TIME_INDEX, Layout.BY_STATUS_PARTITION, Layout.FINAL_AT],
] as const;

/** The indexes, as both kinds of table want them. */
export const INDEX_PROPS = INDEXES.map(([indexName, partition, sort]) => ({
  indexName,
  partitionKey: { name: partition, type: AttributeType.STRING },
  sortKey: { name: sort, type: AttributeType.STRING },
  projectionType: ProjectionType.KEYS_ONLY,
}));

/** What is wrong with the keys of a table that is defined in this app; an import does not tell its keys. */
export function keyProblems(table: ITable): string[] {
  const definition = table.node.defaultChild;
  if (!(definition instanceof CfnTable)) return [];
  // Resolving leaves out what is empty.
  const { keySchema, globalSecondaryIndexes = [] } = Stack.of(table).resolve({
    keySchema: definition.keySchema,
    globalSecondaryIndexes: definition.globalSecondaryIndexes,
  }) as { keySchema: CfnTable.KeySchemaProperty[]; globalSecondaryIndexes?: CfnTable.GlobalSecondaryIndexProperty[] };
  const problems: string[] = [];
  const keys = keySchema.map((key) => key.attributeName).join(', ');
  const expected = `${Layout.PARTITION_KEY}, ${Layout.SORT_KEY}`;
  if (keys !== expected) {
    problems.push(`the table ${table.node.path} has the keys ${keys}: the ingest needs ${expected}, both strings`);
  }
  for (const [index, partition, sort] of INDEXES) {
    if (!globalSecondaryIndexes.some((other) => other.indexName === index)) {
      problems.push(`the table ${table.node.path} lacks the index ${index}: add it with the keys ${partition}, ${sort}, both strings, keys projected`);
    }
  }
  return problems;
}
