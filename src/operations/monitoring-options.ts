import { Duration } from 'aws-cdk-lib';
import { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmThresholds } from './alarm-thresholds';

/** What the caller may say about alarms and the dashboard. */
export interface MonitoringOptions {
  /**
   * An alarm for each way in which the pipeline fails its users: 15 alarms, 1.50 USD a month.
   *
   * @default - true in the preset `standard`
   */
  readonly alarms?: boolean;

  /**
   * What happens when an alarm goes off, e.g. `new SnsAction(topic)`.
   *
   * @default - nothing but the state of the alarm
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * What happens when an alarm is over.
   *
   * @default - nothing but the state of the alarm
   */
  readonly okActions?: IAlarmAction[];

  /**
   * When the alarms go off.
   *
   * @default - as each threshold says
   */
  readonly alarmThresholds?: AlarmThresholds;

  /**
   * Alarms on values that are unusual for the time of the day, for what has no fixed bound: objects ingested, requests, latency of the API,
   * duration of the ingest. 1.20 USD a month.
   *
   * @default false
   */
  readonly anomalyDetection?: boolean;

  /**
   * Alarms when the ingest or the API function has logged nothing for so long: whole hours, 1 to 24. Take a time in which files and
   * requests always come. 0.20 USD a month.
   *
   * @default - silence raises no alarm
   */
  readonly logSilence?: Duration;

  /**
   * A dashboard of the business metrics and of every part. 3 USD a month.
   *
   * @default false
   */
  readonly dashboard?: boolean;

  /**
   * Where the runbook is that alarm descriptions point to. The name of the alarm follows it after a `#`.
   *
   * @default - RUNBOOK.md of this library
   */
  readonly runbookUrl?: string;
}
