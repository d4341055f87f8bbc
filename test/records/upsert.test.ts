import { Duration } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Format, Records, SortKeyOrder, type UpsertOptions } from '../../src';
import { Env } from '../../src/contract';
import { ingestTemplate, listOf, statementsOf } from '../stacks';

const ORDERS: UpsertOptions = { partitionKey: 'customer', sortKey: 'order' };
const upsert = (options: Partial<UpsertOptions> = {}): Template => ingestTemplate({ records: Records.upsert({ ...ORDERS, ...options }) });
/** What may be done to any item of the table. */
const tableActions = (template: Template): string[] => statementsOf(template).filter(({ Condition }) => Condition === undefined)
  .flatMap(({ Action }) => listOf(Action)).filter((action) => action.startsWith('dynamodb:'));

test('the functions are told the columns, and the API has the route', () => {
  const template = upsert({ format: Format.ndjson(), maxErrorRate: 0, tombstone: { column: 'op', value: 'D' } });
  const config = { partitionKey: 'customer', sortKeyOrder: 'text', sortKey: 'order', tombstone: { column: 'op', value: 'D' } };
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ [Env.RECORDS]: JSON.stringify({ mode: 'upsert', format: { kind: 'ndjson' }, maxErrorRate: 0, upsert: config }) }) },
  });
  template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ [Env.UPSERT]: JSON.stringify(config) }) } });
  template.hasResourceProperties('AWS::ApiGateway::Method', { OperationName: 'listRecords', HttpMethod: 'GET' });
});

test('the ingest may put under a condition, and only there', () => {
  expect(tableActions(upsert())).toEqual(expect.arrayContaining(['dynamodb:UpdateItem', 'dynamodb:PutItem']));
  expect(tableActions(ingestTemplate({ records: Records.rows() }))).not.toContain('dynamodb:PutItem');
});

test('in the other modes there is neither the route nor the variable', () => {
  const template = ingestTemplate({ records: Records.rows() });
  template.resourcePropertiesCountIs('AWS::ApiGateway::Method', { OperationName: 'listRecords' }, 0);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ [Env.UPSERT]: Match.anyValue() }) } }, 0);
});

test('tombstones expire only where they are to', () => {
  const told = (tombstone: object): object => ({
    Environment: { Variables: Match.objectLike({ [Env.UPSERT]: JSON.stringify({ partitionKey: 'customer', sortKeyOrder: 'text', sortKey: 'order', tombstone }) }) },
  });
  const [column, value] = ['op', 'D'];
  upsert({ tombstone: { column, value } }).hasResourceProperties('AWS::Lambda::Function', told({ column, value }));
  const expiring = upsert({ tombstone: { column, value, keepFor: Duration.days(400) } });
  expiring.hasResourceProperties('AWS::Lambda::Function', told({ column, value, keepSeconds: 400 * 86_400 }));
  expiring.hasResourceProperties('AWS::DynamoDB::Table', { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } });
});

test.each<[UpsertOptions, RegExp]>([
  [{ partitionKey: '' }, /^partitionKey is the name of a column, not an empty text$/],
  [{ ...ORDERS, sortKey: '' }, /^sortKey is the name of a column/],
  [{ ...ORDERS, sortKey: 'customer' }, /^partitionKey and sortKey are both "customer": name two columns/],
  [{ partitionKey: 'customer', sortKeyOrder: SortKeyOrder.NUMBER }, /^sortKeyOrder is "number" and there is no sortKey/],
  [{ ...ORDERS, tombstone: { column: '', value: 'D' } }, /^tombstone.column is the name of a column/],
  [{ ...ORDERS, tombstone: { column: 'op', value: 'D', keepFor: Duration.days(29) } }, /^tombstone.keepFor is at least 30 days, not 29 days/],
  [{ ...ORDERS, maxErrorRate: 2 }, /^maxErrorRate is a share between 0 and 1, not 2/],
])('refuses %p', (options, message) => {
  expect(() => Records.upsert(options)).toThrow(message);
});
