import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand, PutMetricDataCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { Duration } from 'aws-cdk-lib';
import { embeddedMetrics } from './embedded-metrics';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { clientConfig } from '../../local/clients';
import { Metric } from '../../src/contract';

let pipeline: Pipeline;
let cloudWatch: CloudWatchClient;
let alarms: MetricAlarm[];

beforeAll(async () => {
  pipeline = await Pipeline.start({
    operations: { alarms: true, logSilence: Duration.hours(6), dashboard: true, detailedMetrics: true },
  });
  const config = clientConfig(pipeline.session);
  cloudWatch = new CloudWatchClient(config);
  alarms = (await cloudWatch.send(new DescribeAlarmsCommand({}))).MetricAlarms ?? [];
});

afterAll(async () => {
  await pipeline.stop();
});

test('A9: every alarm and the dashboard are deployed', async () => {
  expect(alarms).toHaveLength(17);
  const [, name] = Object.entries(pipeline.session.stack.physicalIds).find(([id]) => /MonitoringDashboard/.test(id)) ?? [];
  const { DashboardBody = '' } = await cloudWatch.send(new GetDashboardCommand({ DashboardName: name }));
  expect(JSON.parse(DashboardBody)).toHaveProperty('widgets');
});

test('A9: what the ingest reports has the namespace, the name and the dimensions that its alarm watches', async () => {
  await pipeline.ingest('in/orders.csv', 'id,total\n1,2\n"x,3\n');
  const rejecting = async () => (await embeddedMetrics(pipeline.session)).find((found) => Metric.REJECTED_ROWS in found);
  const line = await until(rejecting, () => 'no line of embedded metrics');
  const [{ Namespace, Dimensions: [names], Metrics }] = line._aws.CloudWatchMetrics;
  const alarm = alarms.find(({ MetricName }) => MetricName === Metric.REJECTED_ROWS);
  expect(Namespace).toBe(alarm?.Namespace);
  expect(Metrics.map(({ Name }) => Name)).toContain(Metric.REJECTED_ROWS);
  expect(Object.fromEntries(names.map((name) => [name, line[name]])))
    .toEqual(Object.fromEntries(alarm?.Dimensions?.map(({ Name, Value }) => [Name, Value]) ?? []));
});

test('A9: an alarm goes off when its metric says so', async () => {
  const alarm = alarms.find(({ MetricName }) => MetricName === Metric.REJECTED_ROWS);
  await cloudWatch.send(new PutMetricDataCommand({
    Namespace: alarm?.Namespace, MetricData: [{ MetricName: Metric.REJECTED_ROWS, Value: 100, Dimensions: alarm?.Dimensions }],
  }));
  const state = async () => {
    const { MetricAlarms: [current] = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [alarm?.AlarmName ?? ''] }));
    return current.StateValue === 'ALARM' ? current : undefined;
  };
  await until(state, () => 'the alarm has not gone off');
});
