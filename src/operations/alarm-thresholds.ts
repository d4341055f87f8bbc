import { Duration } from 'aws-cdk-lib';

/** When alarms go off: at the value or over it. */
export interface AlarmThresholds {
  /**
   * Failed invocations of a function in five minutes.
   *
   * @default 1
   */
  readonly functionErrors?: number;

  /**
   * Throttled invocations of a function in five minutes.
   *
   * @default 1
   */
  readonly functionThrottles?: number;

  /**
   * Share of a function's timeout, over 0 and at most 1, that its slowest invocation takes.
   *
   * @default 0.9
   */
  readonly durationShare?: number;

  /**
   * How long the oldest message has been waiting.
   *
   * @default Duration.minutes(15)
   */
  readonly queueAge?: Duration;

  /**
   * Messages in the dead-letter queue.
   *
   * @default 1
   */
  readonly deadLetters?: number;

  /**
   * Share of the requests, 0 to 1, that is answered with 4xx during 15 minutes.
   *
   * @default 0.25
   */
  readonly clientErrorRate?: number;

  /**
   * Share of the requests, 0 to 1, that is answered with 5xx during 5 minutes.
   *
   * @default 0.01
   */
  readonly serverErrorRate?: number;

  /**
   * Time within which the API answers 95 % of the requests, for 15 minutes.
   *
   * @default Duration.seconds(3)
   */
  readonly latency?: Duration;

  /**
   * Requests that the table throttled in five minutes: reads, writes, or those of the ingest with what its indexes throttled.
   *
   * @default 10
   */
  readonly tableThrottles?: number;

  /**
   * Records that were rejected in five minutes.
   *
   * @default 100
   */
  readonly rejectedRows?: number;
}
