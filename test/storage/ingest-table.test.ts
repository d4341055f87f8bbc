import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Capacity, IngestTable, ServerlessIngestApi, type TableOptions } from '../../src';
import { INDEXES } from '../../src/storage/table-keys';
import { ingestTemplate, statementsOf } from '../stacks';

/** A table of the caller's, with as many of the indexes as asked for. */
function callersTable(stack: Stack, indexes = INDEXES.map(([name]): string => name), partitionKey = 'pk'): Table {
  const table = new Table(stack, 'Mine', {
    partitionKey: { name: partitionKey, type: AttributeType.STRING }, sortKey: { name: 'sk', type: AttributeType.STRING },
  });
  for (const [indexName, partition, sort] of INDEXES.filter(([name]) => indexes.includes(name))) {
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: { name: partition, type: AttributeType.STRING },
      sortKey: { name: sort, type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
  return table;
}

test('A5: provisioned capacity holds for the table and its indexes', () => {
  const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
  ingestTemplate({ table: { capacity: Capacity.provisioned({ read: 5, write: 6 }) } }).hasResourceProperties('AWS::DynamoDB::Table', {
    ProvisionedThroughput: throughput,
    GlobalSecondaryIndexes: [1, 2, 3].map(() => Match.objectLike({ ProvisionedThroughput: throughput })),
  });
});

test('A5, E4: is charged by request, restorable and encrypted by default', () => {
  ingestTemplate().hasResourceProperties('AWS::DynamoDB::Table', {
    BillingMode: 'PAY_PER_REQUEST', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, SSESpecification: { SSEEnabled: true },
  });
});

test.each([0, -1, 1.5, NaN])('refuses a capacity of %p', (write) => {
  expect(() => Capacity.provisioned({ read: 5, write })).toThrow(`write capacity is a whole number from 1, not ${write}`);
});

test.each<[TableOptions, RegExp]>([[{ recoveryPeriodInDays: 36 }, /1 to 35, not 36/]])('refuses %p', (table, message) => {
  expect(() => ingestTemplate({ table })).toThrow(message);
});

describe('a table of the caller', () => {
  test('with the right keys is taken', () => {
    const template = ingestTemplate((stack) => ({ table: { table: callersTable(stack) } }));
    template.resourceCountIs('AWS::DynamoDB::Table', 1);
  });

  test('with an index that is added after the ingest is taken', () => {
    const stack = new Stack(new App(), 'Test');
    const table = callersTable(stack, ['byKey', 'byTime']);
    new IngestTable(stack, 'Storage', { table });
    table.addGlobalSecondaryIndex({
      indexName: 'byStatus', partitionKey: { name: 'byStatusPk', type: AttributeType.STRING }, sortKey: { name: 'objectKey', type: AttributeType.STRING },
    });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('with other keys is refused by their names', () => {
    expect(() => ingestTemplate((stack) => ({ table: { table: callersTable(stack, undefined, 'id') } }))).toThrow(/has the keys id, sk: the ingest needs pk, sk/);
  });

  test('without an index is refused with what to add', () => {
    expect(() => ingestTemplate((stack) => ({ table: { table: callersTable(stack, ['byKey']) } }))).toThrow(
      /lacks the index byStatus: add it with the keys byStatusPk, objectKey, .*\n.*lacks the index byTime: add it with the keys byStatusPk, finalAt/,
    );
  });

  test('of another stack is used without a cycle', () => {
    const app = new App();
    const table = callersTable(new Stack(app, 'Theirs'));
    new ServerlessIngestApi(new Stack(app, 'Ours'), 'Ingest', { table: { table } });
    expect(() => app.synth()).not.toThrow();
  });

  test('that is an import is granted by the roles, its indexes by name', () => {
    const template = ingestTemplate((stack) => ({ table: { table: Table.fromTableName(stack, 'Import', 'theirs') } }));
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    expect(JSON.stringify(statementsOf(template))).toContain(':table/theirs/index/byStatus');
  });
});
