import { MAX_JOB_OBJECTS, UNREADABLE_INVENTORY } from '../contract';

/** What a distributed backfill goes through, and how fast. */
export interface BackfillDefinitionProps {
  readonly partition: string;
  /** The bucket that is listed, or that reports of it are in. */
  readonly bucketName: string;
  readonly overInventory: boolean;
  readonly maxConcurrency: number;
  readonly batchSize: number;
  readonly toleratedFailurePercentage: number;
}

/** Step Functions takes no larger input of a batch, in bytes. */
const MAX_BATCH_BYTES = 256 * 1024;
/** A batch takes some seconds. */
const BATCH_SECONDS = 120;
/** As long as hints wait in the queue. */
const RUN_SECONDS = 14 * 24 * 60 * 60;

/** A function that fails, or that Lambda has no room for, is asked again. */
const RETRY = [
  { ErrorEquals: [UNREADABLE_INVENTORY], MaxAttempts: 0 },
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 4, MaxAttempts: 3, JitterStrategy: 'FULL' },
];

/**
 * The state machine of a distributed backfill in the Amazon States Language: its input is a {@link DistributedRun}.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export function backfillDefinition(props: BackfillDefinitionProps): object {
  const invoke = (functionPath: string, payload: object) => ({
    Type: 'Task',
    Resource: `arn:${props.partition}:states:::lambda:invoke`,
    Parameters: { 'FunctionName.$': functionPath, 'Payload': payload },
    Retry: RETRY,
    TimeoutSeconds: BATCH_SECONDS,
    OutputPath: '$.Payload',
  });
  return {
    Comment: 'Hints what is in the bucket and not in the ledger, batch by batch',
    StartAt: 'Batches',
    TimeoutSeconds: RUN_SECONDS,
    States: {
      Batches: {
        Type: 'Map',
        Label: 'Batches',
        ItemReader: itemReader(props),
        ItemBatcher: {
          MaxItemsPerBatch: props.batchSize,
          MaxInputBytesPerBatch: MAX_BATCH_BYTES,
          BatchInput: { 'jobId.$': '$.jobId', 'function.$': '$.function' },
        },
        MaxConcurrency: props.maxConcurrency,
        ToleratedFailurePercentage: props.toleratedFailurePercentage,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'Batch',
          States: { Batch: { ...invoke('$.BatchInput.function', { batch: { 'jobId.$': '$.BatchInput.jobId', 'items.$': '$.Items' } }), End: true } },
        },
        ResultPath: null,
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'GiveUp' }],
        Next: 'End',
      },
      End: { ...invoke('$.function', { end: { 'jobId.$': '$.jobId' } }), End: true },
      GiveUp: { ...invoke('$.function', { end: { 'jobId.$': '$.jobId', 'error.$': '$.error' } }), Next: 'GivenUp' },
      GivenUp: { Type: 'Fail', Error: 'BackfillGivenUp', Cause: 'more batches failed than are tolerated, or what there is could not be read: see the entry of the job' },
    },
  };
}

function itemReader({ partition, bucketName, overInventory }: BackfillDefinitionProps): object {
  return overInventory ? {
    Resource: `arn:${partition}:states:::s3:getObject`,
    ReaderConfig: { InputType: 'MANIFEST', MaxItems: MAX_JOB_OBJECTS },
    Parameters: { 'Bucket': bucketName, 'Key.$': '$.manifest' },
  } : {
    Resource: `arn:${partition}:states:::s3:listObjectsV2`,
    ReaderConfig: { MaxItems: MAX_JOB_OBJECTS },
    Parameters: { 'Bucket': bucketName, 'Prefix.$': '$.prefix' },
  };
}
