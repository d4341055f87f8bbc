import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Preset, Records, ServerlessIngestApi, type OperationsOptions } from '../../src';
import { Metric, MetricDimension } from '../../src/contract';
import { ingestStack, ingestTemplate, resourcesOf } from '../stacks';

const ALARM = 'AWS::CloudWatch::Alarm';
const DEFAULT_ALARMS = [
  'IngestErrors', 'IngestThrottles', 'IngestDuration', 'ApiErrors', 'ApiThrottles', 'ApiDuration', 'QueueAge', 'DeadLetters',
  'ApiClientErrors', 'ApiServerErrors', 'ApiLatency', 'TableReadThrottles', 'TableWriteThrottles', 'TableThrottles', 'RejectedRows',
];
const EVERYTHING: OperationsOptions = { anomalyDetection: true, logSilence: Duration.hours(6), dashboard: true, detailedMetrics: true };

function alarmIds(ingest: ServerlessIngestApi): string[] {
  return ingest.monitoring?.alarms.map((alarm) => alarm.node.id) ?? [];
}

/** Metrics that an alarm is charged for: one, or each that its expression is made of. */
function chargedMetrics(template: Template): number {
  return Object.values(resourcesOf(template, ALARM)).reduce((sum, { Properties }) => {
    const metrics = Properties.Metrics as { MetricStat?: unknown }[] | undefined;
    return sum + (metrics?.filter((metric) => metric.MetricStat).length ?? 1);
  }, 0);
}

describe('by default', () => {
  const { stack, ingest } = ingestStack();
  const template = Template.fromStack(stack);

  test('A9, D4, E6: has an alarm for each way in which the pipeline fails its users, and no dashboard', () => {
    expect(alarmIds(ingest)).toEqual(DEFAULT_ALARMS);
    template.resourceCountIs(ALARM, DEFAULT_ALARMS.length);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    template.resourceCountIs('AWS::CloudWatch::AnomalyDetector', 0);
  });

  test('A9: keeps the logical ids of the alarms, which other stacks and people know', () => {
    expect(Object.keys(resourcesOf(template, ALARM)).map((id) => id.replace(/[0-9A-F]{8}$/, '')).sort())
      .toEqual(DEFAULT_ALARMS.map((id) => `IngestMonitoring${id}`).sort());
  });

  test('watches what the README counts: 15 alarms of a metric each', () => {
    expect(chargedMetrics(template)).toBe(15);
    template.allResourcesProperties(ALARM, { Metrics: Match.absent() });
  });

  test('does nothing but change state', () => {
    template.allResourcesProperties(ALARM, { AlarmActions: Match.absent(), OKActions: Match.absent(), TreatMissingData: 'notBreaching' });
  });

  test('compares durations with the timeouts of the functions', () => {
    template.hasResourceProperties(ALARM, { MetricName: 'Duration', Statistic: 'Maximum', Threshold: 108_000 });
    template.hasResourceProperties(ALARM, { MetricName: 'Duration', Statistic: 'Maximum', Threshold: 22_500 });
  });

  test('watches the metrics that the ingest function reports, by the dimensions that it reports them with', () => {
    const functionName = { Ref: expect.stringMatching(/ProcessorFunction/) as string };
    const [rejected] = Object.values(resourcesOf(template, ALARM)).filter(({ Properties }) => Properties.MetricName === Metric.REJECTED_ROWS);
    expect(rejected.Properties).toMatchObject({ Namespace: 'ServerlessIngestApi', Statistic: 'Sum' });
    expect(rejected.Properties.Dimensions).toEqual([
      { Name: MetricDimension.FUNCTION, Value: functionName }, { Name: MetricDimension.SERVICE, Value: 'ingest' },
    ]);
  });
});

describe('nothing is there that was not asked for', () => {
  test.each<[string, Parameters<typeof ingestTemplate>[0]]>([
    ['in the sandbox', { preset: Preset.SANDBOX }], ['without alarms', { operations: { alarms: false } }],
  ])('%s', (_, props) => {
    const { stack, ingest } = ingestStack(props);
    expect(ingest.monitoring).toBeUndefined();
    Template.fromStack(stack).resourceCountIs(ALARM, 0);
  });

  test('a dashboard alone', () => {
    const template = ingestTemplate({ operations: { alarms: false, dashboard: true } });
    template.resourceCountIs(ALARM, 0);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });
});

describe('by option', () => {
  test('A9: acts on each alarm, and when it is over', () => {
    const { stack, ingest } = ingestStack((scope) => {
      const topic = new SnsAction(new Topic(scope, 'Topic'));
      return { operations: { ...EVERYTHING, alarmActions: [topic], okActions: [topic] } };
    });
    ingest.monitoring?.addAlarmAction(new SnsAction(new Topic(stack, 'Pager')));
    const topic = { Ref: Match.stringLikeRegexp('Topic') };
    Template.fromStack(stack).allResourcesProperties(ALARM, { AlarmActions: [topic, { Ref: Match.stringLikeRegexp('Pager') }], OKActions: [topic] });
  });

  test('takes the thresholds that it is given', () => {
    const template = ingestTemplate({
      operations: {
        alarmThresholds: {
          functionErrors: 5,
          functionThrottles: 6,
          durationShare: 0.5,
          queueAge: Duration.minutes(1),
          deadLetters: 7,
          clientErrorRate: 0.5,
          serverErrorRate: 0.05,
          latency: Duration.millis(250),
          tableThrottles: 8,
          rejectedRows: 9,
        },
      },
    });
    const thresholds = Object.values(resourcesOf(template, ALARM)).map(({ Properties }) => Properties.Threshold as number);
    expect(thresholds.sort((a, b) => a - b)).toEqual([0.05, 0.5, 5, 5, 6, 6, 7, 8, 8, 8, 9, 60, 250, 12_500, 60_000]);
  });

  test('finds what is unusual', () => {
    const { stack, ingest } = ingestStack({ operations: { anomalyDetection: true } });
    expect(alarmIds(ingest).slice(DEFAULT_ALARMS.length)).toEqual(['UnusualObjects', 'UnusualIngestDuration', 'UnusualRequests', 'UnusualApiLatency']);
    Template.fromStack(stack).hasResourceProperties(ALARM, {
      ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold', ThresholdMetricId: Match.anyValue(),
    });
  });

  test('D7: notices that nothing is logged any more: missing data is the alarm', () => {
    const template = ingestTemplate({ operations: { logSilence: Duration.hours(6) } });
    template.resourcePropertiesCountIs(ALARM, {
      Namespace: 'AWS/Logs',
      MetricName: 'IncomingLogEvents',
      Dimensions: [{ Name: 'LogGroupName', Value: { Ref: Match.stringLikeRegexp('Logs') } }],
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      Period: 3600,
      EvaluationPeriods: 6,
    }, 2);
  });

  test('A9: draws what the business and the machinery do', () => {
    const [dashboard] = Object.values(resourcesOf(ingestTemplate({ operations: { dashboard: true } }), 'AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard.Properties.DashboardBody);
    for (const name of ['Objects', 'Rows', 'RejectedRows', 'Lag', 'ApproximateAgeOfOldestMessage', 'Duration', 'Latency', 'ReadThrottleEvents']) {
      expect(body).toContain(`\\"${name}\\"`);
    }
  });

  test('A9: has metrics of each method', () => {
    const settings = (operations: OperationsOptions) => {
      const [stage] = Object.values(resourcesOf(ingestTemplate({ operations }), 'AWS::ApiGateway::Stage'));
      return (stage.Properties.MethodSettings as { MetricsEnabled: boolean }[])[0].MetricsEnabled;
    };
    expect([settings({}), settings({ detailedMetrics: true })]).toEqual([false, true]);
  });

  test('reports under another namespace, and watches there', () => {
    const { stack, ingest } = ingestStack({ operations: { metricsNamespace: 'Orders' } });
    const template = Template.fromStack(stack);
    template.hasResourceProperties(ALARM, { Namespace: 'Orders', MetricName: 'RejectedRows' });
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ POWERTOOLS_METRICS_NAMESPACE: 'Orders' }) } });
    expect(ingest.metricRows().namespace).toBe('Orders');
  });
});

describe('the runbook', () => {
  const runbook = readFileSync(join(__dirname, '..', '..', 'RUNBOOK.md'), 'utf8');
  const sections = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  const { stack, ingest } = ingestStack({ operations: EVERYTHING });

  test('has a section for each alarm, and none for an alarm that is no more', () => {
    expect(sections.sort()).toEqual([...alarmIds(ingest), 'DeploymentErrors'].sort());
  });

  test('says in each section what it means', () => {
    for (const section of runbook.split(/^## (?=\w+$)/m).slice(1)) expect(section).toMatch(/^\w+\n\n\*\*Means\*\* /);
  });

  test('is where each alarm points', () => {
    Template.fromStack(stack);
    for (const alarm of ingest.monitoring?.alarms ?? []) {
      const { alarmDescription } = alarm.node.defaultChild as unknown as { alarmDescription: string };
      expect(alarmDescription).toContain(`/RUNBOOK.md#${alarm.node.id.toLowerCase()}`);
    }
  });

  test('can be the caller\'s own', () => {
    ingestTemplate({ operations: { runbookUrl: 'https://wiki.example.com/ingest' } })
      .hasResourceProperties(ALARM, { AlarmDescription: Match.stringLikeRegexp('https://wiki\\.example\\.com/ingest#deadletters$') });
  });
});

test.each<[OperationsOptions, RegExp]>([
  [{ logSilence: Duration.minutes(30) }, /logSilence is a whole number of hours from 1 to 24, not 30 minutes/],
  [{ logSilence: Duration.hours(25) }, /from 1 to 24, not 1 day 1 hour/],
  [{ alarmThresholds: { durationShare: 1.5 } }, /durationShare is a share over 0 and at most 1, not 1.5/],
  [{ alarmThresholds: { deadLetters: 0 } }, /deadLetters is a number from 1, not 0/],
  [{ alarmThresholds: { serverErrorRate: Number.NaN } }, /serverErrorRate is a share over 0 and at most 1, not NaN/],
])('refuses %p', (operations, message) => {
  expect(() => ingestTemplate({ operations })).toThrow(message);
});

test('what names a function of another stack is over there, without a cycle', () => {
  const app = new App();
  const [theirs, ours] = ['Theirs', 'Ours'].map((id) => new Stack(app, id, { env: { account: '123456789012', region: 'us-west-2' } }));
  const fn = new Function(theirs, 'Mine', {
    runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code: Code.fromInline('def handler(event, context): pass'), timeout: Duration.seconds(60),
  });
  new ServerlessIngestApi(ours, 'Ingest', { processing: { function: fn }, records: Records.rows(), operations: EVERYTHING });
  app.synth();
  Template.fromStack(theirs).resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  Template.fromStack(theirs).hasResourceProperties(ALARM, { MetricName: 'Duration', Threshold: 54_000 });
  Template.fromStack(ours).hasResourceProperties(ALARM, { MetricName: 'ApproximateAgeOfOldestMessage' });
});

test('an API without a name of its own shares its metrics with no other stack or stage', () => {
  ingestTemplate({ stage: 'dev' }).hasResourceProperties('AWS::ApiGateway::RestApi', {
    Name: { 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, '-Ingest-Api-dev']] },
  });
});
