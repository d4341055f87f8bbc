import { AccountLogging } from './api/api-options';
import { Preset, PRESETS } from './preset';
import { IngestProcessor } from './processing/ingest-processor';
import { ServerlessIngestApiProps } from './serverless-ingest-api-props';

/** The props of each part: what the caller said, and the preset for the rest. */
export function partsOf(preset: Preset, props: ServerlessIngestApiProps) {
  const values = PRESETS[preset];
  const shared = { ...props.operations, stage: props.stage, removalPolicy: values.removalPolicy };
  const logging = values.accountLogging ? AccountLogging.ENSURE : AccountLogging.OFF;
  return {
    source: {
      removalPolicy: values.removalPolicy,
      emptyOnDelete: values.emptyOnDelete && props.source?.removalPolicy === undefined,
      serverAccessLogs: values.serverAccessLogs,
      visibilityTimeout: IngestProcessor.visibilityTimeout(props.processing?.timeout),
      bucketKey: props.encryption?.bucketKey,
      queueKey: props.encryption?.queueKey,
      ...props.source,
    },
    table: {
      removalPolicy: values.removalPolicy,
      pointInTimeRecovery: values.pointInTimeRecovery,
      encryptionKey: props.encryption?.tableKey,
      ...props.table,
    },
    processor: { ...shared, records: props.records, ...props.processing },
    monitoring: { alarms: values.alarms, ...props.operations },
    api: { ...shared, waf: values.waf, accountLogging: logging, ...props.api },
  };
}
