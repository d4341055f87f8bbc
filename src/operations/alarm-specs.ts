import { Duration, Stack, Token } from 'aws-cdk-lib';
import { ComparisonOperator, IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { AlarmThresholds } from './alarm-thresholds';
import { businessMetric, BusinessMetricProps, logEvents, throttleEvents } from './metrics';
import { IngestApi } from '../api/ingest-api';
import { Metric as Names } from '../contract';
import { IngestProcessor } from '../processing/ingest-processor';
import { IngestSource } from '../source/ingest-source';
import { IngestTable } from '../storage/ingest-table';

/** The parts that are watched. */
export interface WatchedParts {
  readonly source: IngestSource;
  readonly table: IngestTable;
  readonly processor: IngestProcessor;
  readonly api: IngestApi;
}

/** An alarm before it is a construct. */
export interface AlarmSpec {
  /** Construct id, and the heading of its section in the runbook. */
  readonly id: string;
  /** What is wrong when it goes off. */
  readonly what: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods in a row over the threshold; one where it is left open. */
  readonly periods?: number;
  /** At the threshold or over it where it is left open. */
  readonly operator?: ComparisonOperator;
  /** A construct of another stack in which the alarm has to be, because that stack depends on this one. */
  readonly home?: IConstruct;
}

const FIVE_MINUTES = { period: Duration.minutes(5) };

/** Each way in which the pipeline fails its users. */
export function alarmSpecs(scope: IConstruct, parts: WatchedParts, limits: AlarmThresholds, namespace?: string): AlarmSpec[] {
  const { source, table, processor, api } = parts;
  const stage = api.restApi.deploymentStage;
  const business: BusinessMetricProps = { function: processor.function, namespace };
  const home = homeOf(scope, processor.function);
  return [
    ...functionSpecs('Ingest', processor.function, limits).map((spec) => ({ ...spec, home })),
    ...functionSpecs('Api', api.function, limits),
    {
      id: 'QueueAge',
      what: 'object events wait too long for the ingest',
      metric: source.queue.metricApproximateAgeOfOldestMessage({ ...FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      threshold: (limits.queueAge ?? Duration.minutes(15)).toSeconds(),
    },
    ...(source.deadLetterQueue ? [{
      id: 'DeadLetters',
      what: 'messages failed too often and wait for somebody',
      metric: source.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      threshold: limits.deadLetters ?? 1,
    }] : []),
    {
      id: 'ApiClientErrors',
      what: 'a large share of the requests is answered with 4xx',
      metric: stage.metricClientError({ ...FIVE_MINUTES, statistic: Stats.AVERAGE }),
      threshold: limits.clientErrorRate ?? 0.25,
      periods: 3,
    },
    {
      id: 'ApiServerErrors',
      what: 'requests are answered with 5xx',
      metric: stage.metricServerError({ ...FIVE_MINUTES, statistic: Stats.AVERAGE }),
      threshold: limits.serverErrorRate ?? 0.01,
    },
    {
      id: 'ApiLatency',
      what: 'the API answers slowly',
      metric: stage.metricLatency({ ...FIVE_MINUTES, statistic: Stats.percentile(95) }),
      threshold: (limits.latency ?? Duration.seconds(3)).toMilliseconds(),
      periods: 3,
    },
    ...(['Read', 'Write'] as const).map((kind) => ({
      id: `Table${kind}Throttles`,
      what: `the table throttles ${kind.toLowerCase()}s`,
      metric: throttleEvents(table.table, kind),
      threshold: limits.tableThrottles ?? 10,
    })),
    {
      id: 'TableThrottles',
      what: 'the ingest is held up by the table or its indexes',
      metric: businessMetric(business, Names.THROTTLES),
      threshold: limits.tableThrottles ?? 10,
      home,
    },
    {
      id: 'RejectedRows',
      what: 'files hold many records that cannot be read',
      metric: businessMetric(business, Names.REJECTED_ROWS),
      threshold: limits.rejectedRows ?? 100,
      home,
    },
  ];
}

/** Alarms on log groups that nothing arrives in. Missing data is the alarm itself. */
export function silenceSpecs(scope: IConstruct, { processor, api }: WatchedParts, silence: Duration): Omit<AlarmSpec, 'threshold'>[] {
  const hours = silence.toHours();
  return [
    {
      id: 'IngestLogsSilent',
      what: `the ingest function has logged nothing for ${hours} hours`,
      metric: logEvents(processor.function),
      periods: hours,
      home: homeOf(scope, processor.function),
    },
    { id: 'ApiLogsSilent', what: `the API function has logged nothing for ${hours} hours`, metric: logEvents(api.function), periods: hours },
  ];
}

/** Metrics that have no fixed bound, for alarms on what is unusual. */
export function anomalySpecs(scope: IConstruct, { processor, api }: WatchedParts, namespace?: string): Pick<AlarmSpec, 'id' | 'what' | 'metric' | 'home'>[] {
  const stage = api.restApi.deploymentStage;
  const home = homeOf(scope, processor.function);
  return [
    { id: 'UnusualObjects', what: 'unusually many or few objects are ingested', metric: businessMetric({ function: processor.function, namespace }, Names.OBJECTS), home },
    { id: 'UnusualIngestDuration', what: 'the ingest takes unusually long or short', metric: processor.function.metricDuration(FIVE_MINUTES), home },
    { id: 'UnusualRequests', what: 'unusually many or few requests arrive', metric: stage.metricCount(FIVE_MINUTES) },
    { id: 'UnusualApiLatency', what: 'the API takes unusually long or short', metric: stage.metricLatency(FIVE_MINUTES) },
  ];
}

function functionSpecs(name: string, fn: IFunction, limits: AlarmThresholds): AlarmSpec[] {
  const timeout = fn instanceof Function ? fn.timeout : undefined;
  const share = limits.durationShare ?? 0.9;
  return [
    {
      id: `${name}Errors`,
      what: `invocations of the ${name} function fail`,
      metric: fn.metricErrors(FIVE_MINUTES),
      threshold: limits.functionErrors ?? 1,
    },
    {
      id: `${name}Throttles`,
      what: `invocations of the ${name} function are throttled`,
      metric: fn.metricThrottles(FIVE_MINUTES),
      threshold: limits.functionThrottles ?? 1,
    },
    ...(timeout === undefined || Token.isUnresolved(timeout) ? [] : [{
      id: `${name}Duration`,
      what: `an invocation of the ${name} function comes near its timeout`,
      metric: fn.metricDuration({ ...FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      threshold: Math.round(share * timeout.toMilliseconds()),
    }]),
  ];
}

/** A function of another stack depends on this stack for its environment, so what names it must be over there. */
function homeOf(scope: IConstruct, fn: IFunction): IConstruct | undefined {
  return Stack.of(fn) === Stack.of(scope) ? undefined : fn;
}
