import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Env } from '../contract';
import { DEFAULT_NAMESPACE } from '../operations/metrics';
import { TelemetryOptions } from '../operations/telemetry-options';
import { IngestSource } from '../source/ingest-source';
import { IngestTable } from '../storage/ingest-table';

/** What the environment of a handler is made of. */
export interface HandlerEnvironmentProps extends TelemetryOptions {
  readonly source: IngestSource;
  readonly table: IngestTable;
  readonly stage?: string;
}

/** Name of the environment where it is left open. */
export const DEFAULT_STAGE = 'production';

/** The variables that each handler of the pipeline gets, whatever it does. */
export function handlerEnvironment(scope: Construct, service: string, props: HandlerEnvironmentProps): Record<string, string> {
  return {
    [Env.STAGE]: props.stage ?? DEFAULT_STAGE,
    [Env.REGION]: Stack.of(scope).region,
    [Env.TABLE_NAME]: props.table.table.tableName,
    [Env.BUCKET_NAME]: props.source.bucket.bucketName,
    [Env.SOURCE]: JSON.stringify(props.source._config()),
    [Env.LOG_LEVEL]: props.logLevel ?? 'INFO',
    [Env.SERVICE_NAME]: service,
    [Env.METRICS_NAMESPACE]: props.metricsNamespace ?? DEFAULT_NAMESPACE,
  };
}
