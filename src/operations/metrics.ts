import { Duration } from 'aws-cdk-lib';
import { Metric, MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { INGEST_SERVICE, Metric as Names, MetricDimension } from '../contract';

/** Namespace of the business metrics where it is left open. */
export const DEFAULT_NAMESPACE = 'ServerlessIngestApi';

const PERIOD = Duration.minutes(5);

/** What a business metric belongs to. */
export interface BusinessMetricProps {
  /** The ingest function, which reports it. */
  readonly function: IFunction;
  /** Namespace of the metric; the library's own if it is left open. */
  readonly namespace?: string;
}

/** A metric that the ingest function reports: sums of counts, the largest lag. */
export function businessMetric({ function: fn, namespace }: BusinessMetricProps, metricName: string, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: namespace ?? DEFAULT_NAMESPACE,
    metricName,
    dimensionsMap: { [MetricDimension.SERVICE]: INGEST_SERVICE, [MetricDimension.FUNCTION]: fn.functionName },
    statistic: metricName === Names.LAG ? Stats.MAXIMUM : Stats.SUM,
    period: PERIOD,
    ...options,
  });
}

/** Events that arrive in the log group of a function. */
export function logEvents(fn: IFunction): Metric {
  const definition = fn.node.defaultChild;
  const logging = definition instanceof CfnFunction ? definition.loggingConfig as CfnFunction.LoggingConfigProperty | undefined : undefined;
  return new Metric({
    namespace: 'AWS/Logs',
    metricName: 'IncomingLogEvents',
    dimensionsMap: { LogGroupName: logging?.logGroup ?? `/aws/lambda/${fn.functionName}` },
    statistic: Stats.SUM,
    period: Duration.hours(1),
  });
}

/** Reads or writes that DynamoDB throttled. */
export function throttleEvents(table: ITable, kind: 'Read' | 'Write'): Metric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName: `${kind}ThrottleEvents`,
    dimensionsMap: { TableName: table.tableName },
    statistic: Stats.SUM,
    period: PERIOD,
  });
}
