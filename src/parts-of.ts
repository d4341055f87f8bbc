import { AccountLogging } from './api/api-options';
import { Preset, PRESETS } from './preset';
import { HandlerOptions } from './processing/handler-options';
import { IngestProcessor } from './processing/ingest-processor';
import { regulatedOptions } from './regulated';
import { ServerlessIngestApiProps } from './serverless-ingest-api-props';

/** Whether anything asks for the function that runs jobs. */
function wantsMaintenance({ operations, records, source }: ServerlessIngestApiProps): boolean {
  return operations?.maintenance ?? (records?.readsContent === true || source?.backfill !== undefined
    || [operations?.sweepEvery, operations?.reconcileEvery].some((every) => every !== undefined && every.toSeconds() > 0));
}

/** The props of each part: what the caller said, and the preset for the rest. */
export function partsOf(preset: Preset, props: ServerlessIngestApiProps) {
  const values = PRESETS[preset];
  const added: Partial<ReturnType<typeof regulatedOptions>> = values.regulated ? regulatedOptions() : {};
  const { key, ...keys } = props.encryption ?? {};
  const shared = {
    ...props.operations,
    stage: props.stage,
    removalPolicy: values.removalPolicy,
    environmentKey: keys.environmentKey ?? key,
    logKey: keys.logKey ?? key,
  };
  const logging = values.accountLogging ? AccountLogging.ENSURE : AccountLogging.OFF;
  return {
    source: {
      stage: props.stage,
      removalPolicy: values.removalPolicy,
      emptyOnDelete: values.emptyOnDelete && props.source?.removalPolicy === undefined,
      serverAccessLogs: values.serverAccessLogs,
      visibilityTimeout: IngestProcessor.visibilityTimeout(props.processing?.timeout),
      bucketKey: keys.bucketKey ?? key,
      queueKey: keys.queueKey ?? key,
      uploadCors: props.api?.cors,
      ...props.source,
    },
    table: {
      stage: props.stage,
      removalPolicy: values.removalPolicy,
      pointInTimeRecovery: values.pointInTimeRecovery,
      encryptionKey: keys.tableKey ?? key,
      ...added.table,
      ...props.table,
    },
    processor: { ...shared, records: props.records, tenants: props.api?.tenancy !== undefined, ...added.processing, ...props.processing },
    network: props.network && { ...props.network, ...namedValues(props), logRetention: shared.logRetention, removalPolicy: values.removalPolicy },
    platform: {
      environmentKey: shared.environmentKey,
      logKey: shared.logKey,
      managedPolicies: props.operations?.managedPolicies ?? added.operations?.managedPolicies,
      basicExecutionRole: props.operations?.basicExecutionRole,
      loggingPolicy: props.operations?.loggingPolicy,
    },
    maintenance: wantsMaintenance(props)
      ? { ...shared, ...added.maintenance, readsRows: props.records?.readsContent ?? false, importsPrepared: props.processing?.importsPrepared }
      : undefined,
    monitoring: { alarms: values.alarms, ...props.operations },
    api: { ...shared, records: props.records, waf: values.waf, accountLogging: logging, ...added.api, ...props.api },
  };
}

/** ARNs of the parameters and secrets that any function reads. */
function namedValues({ processing, api }: ServerlessIngestApiProps) {
  const all: HandlerOptions[] = [processing ?? {}, api ?? {}];
  const of = <T>(pick: (options: HandlerOptions) => Record<string, T> | undefined) => all.flatMap((options) => Object.values(pick(options) ?? {}));
  return {
    parameterArns: of((options) => options.parameters).map((parameter) => parameter.parameterArn),
    secretArns: of((options) => options.secrets).map((secret) => secret.secretFullArn ?? `${secret.secretArn}-??????`),
  };
}
