import { Duration, Names, Stack } from 'aws-cdk-lib';
import { Alarm, AlarmStatusWidget, Dashboard, GraphWidget, IMetric, Stats, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { WatchedParts } from './alarm-specs';
import { businessMetric, throttleEvents } from './metrics';
import { Metric as MetricNames } from '../contract';

const PER_ROW = 3;
const COLUMNS = 24;

/** A dashboard from the caller's view down to the machinery: objects, rows, lag; queue; functions; API; table. */
export function createDashboard(scope: Construct, parts: WatchedParts & { readonly metricsNamespace?: string }, alarms: Alarm[]): Dashboard {
  const { source, table, processor, api } = parts;
  const stage = api.restApi.deploymentStage;
  const business = { function: processor.function, namespace: parts.metricsNamespace };
  const graph = (title: string, left: IMetric[], right: IMetric[] = []) => new GraphWidget({ title, left, right, width: COLUMNS / PER_ROW });
  // What names a function of another stack must be over there, because that stack depends on this one.
  const here = Stack.of(processor.function) === Stack.of(scope);
  const dashboard = new Dashboard(here ? scope : processor.function, here ? 'Dashboard' : `Dashboard${Names.uniqueId(scope)}`, { defaultInterval: Duration.days(1) });
  dashboard.addWidgets(new TextWidget({ markdown: '# Ingest\nfiles in, rows out', width: COLUMNS, height: 2 }));
  if (alarms.length > 0) dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms, width: COLUMNS }));
  dashboard.addWidgets(
    graph('Objects and rows', [businessMetric(business, MetricNames.OBJECTS)], [businessMetric(business, MetricNames.ROWS)]),
    graph('Rejected rows', [businessMetric(business, MetricNames.REJECTED_ROWS)]),
    graph('Lag', [businessMetric(business, MetricNames.LAG), businessMetric(business, MetricNames.LAG, { statistic: Stats.p(50), label: 'median' })]),
  );
  dashboard.addWidgets(
    graph('Waiting messages', [source.queue.metricApproximateNumberOfMessagesVisible(), source.queue.metricApproximateNumberOfMessagesNotVisible()]),
    graph('Age of the oldest message', [source.queue.metricApproximateAgeOfOldestMessage()]),
    graph('Dead letters', source.deadLetterQueue ? [source.deadLetterQueue.metricApproximateNumberOfMessagesVisible()] : []),
  );
  for (const [name, fn] of [['Ingest', processor.function], ['API', api.function]] as const) {
    dashboard.addWidgets(
      graph(`${name} invocations`, [fn.metricInvocations()], [fn.metricErrors(), fn.metricThrottles()]),
      graph(`${name} duration`, [fn.metricDuration({ statistic: Stats.p(50) }), fn.metricDuration({ statistic: Stats.p(99) })]),
      graph(`${name} at once`, [fn.metric('ConcurrentExecutions', { statistic: Stats.MAXIMUM })]),
    );
  }
  dashboard.addWidgets(
    graph('Requests', [stage.metricCount()], [stage.metricClientError({ statistic: Stats.SUM }), stage.metricServerError({ statistic: Stats.SUM })]),
    graph('API latency', [stage.metricLatency({ statistic: Stats.p(50) }), stage.metricLatency({ statistic: Stats.p(95) }), stage.metricIntegrationLatency()]),
    graph('Table throttles', [throttleEvents(table.table, 'Read'), throttleEvents(table.table, 'Write')], [businessMetric(business, MetricNames.THROTTLES)]),
  );
  return dashboard;
}
