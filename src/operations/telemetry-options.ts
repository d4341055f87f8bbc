import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LogLevel } from './log-level';

/** What the functions and the API tell about themselves. */
export interface TelemetryOptions {
  /**
   * The least severe message that the functions log.
   *
   * @default LogLevel.INFO
   */
  readonly logLevel?: LogLevel;

  /**
   * How long log events are kept.
   *
   * @default RetentionDays.TWO_WEEKS
   */
  readonly logRetention?: RetentionDays;

  /**
   * X-Ray on the functions and the API.
   *
   * @default true
   */
  readonly tracing?: boolean;

  /**
   * Namespace of the business metrics (objects, rows, rejected rows, lag).
   *
   * @default 'ServerlessIngestApi'
   */
  readonly metricsNamespace?: string;

  /**
   * Metrics of API Gateway for each method, at 0.30 USD a month for each metric of a method that is called.
   *
   * @default false
   */
  readonly detailedMetrics?: boolean;
}
