import { EventBus } from 'aws-cdk-lib/aws-events';
import { Records } from '../../src';
import { Env } from '../../src/contract';
import { ingestTemplate, listOf, resourcesOf, statementsOf } from '../stacks';

const rights = (template: ReturnType<typeof ingestTemplate>) => statementsOf(template).filter(({ Action }) => listOf(Action).includes('events:PutEvents'));

test('nobody is told by default, and no right is given', () => {
  const template = ingestTemplate({ records: Records.rows() });
  expect(rights(template)).toEqual([]);
  expect(JSON.stringify(template.toJSON())).not.toContain(Env.EVENT_BUS);
});

test.each([
  ['the account\'s own', (stack: Parameters<typeof EventBus.fromEventBusName>[0]) => EventBus.fromEventBusName(stack, 'Bus', 'default'), 'event-bus/default'],
  ['the caller\'s', (stack: Parameters<typeof EventBus.fromEventBusName>[0]) => new EventBus(stack, 'Bus'), 'Bus'],
])('the ingest function may put events on %s bus and on no other', (_name, busOf, name) => {
  const template = ingestTemplate((stack) => ({ operations: { announceTo: busOf(stack) } }));
  expect(rights(template)).toHaveLength(1);
  expect(listOf(rights(template)[0].Action)).toEqual(['events:PutEvents']);
  expect(JSON.stringify(rights(template)[0].Resource)).toContain(name);
  const told = Object.values(resourcesOf(template, 'AWS::Lambda::Function')).filter(({ Properties }) => JSON.stringify(Properties).includes(Env.EVENT_BUS));
  expect(told).toHaveLength(1);
});

test('the bus is reached from an isolated network', () => {
  const template = ingestTemplate((stack) => ({ network: {}, operations: { announceTo: new EventBus(stack, 'Bus') } }));
  const endpoints = Object.values(resourcesOf(template, 'AWS::EC2::VPCEndpoint')).filter(({ Properties }) => JSON.stringify(Properties).includes('events:PutEvents'));
  expect(endpoints).toHaveLength(1);
});
