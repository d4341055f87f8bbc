import { ApiOptions } from './api/api-options';
import { EncryptionOptions } from './encryption-options';
import { NetworkOptions } from './network/network-options';
import { OperationsOptions } from './operations/operations-options';
import { Preset } from './preset';
import { ProcessingOptions } from './processing/processing-options';
import { Records } from './records/records';
import { SourceOptions } from './source/source-options';
import { TableOptions } from './storage/ingest-table';

/** Props of {@link ServerlessIngestApi}, grouped by part. Without any of them the pipeline is complete and secure. */
export interface ServerlessIngestApiProps {
  /**
   * The starting point for every value that is left open.
   *
   * @default Preset.STANDARD
   */
  readonly preset?: Preset;

  /**
   * Name of the environment: the stage of the API, and what the functions report.
   *
   * @default 'production'
   */
  readonly stage?: string;

  /**
   * Where files land.
   *
   * @default - a bucket and a queue are created
   */
  readonly source?: SourceOptions;

  /**
   * What becomes of an object.
   *
   * @default Records.metadata()
   */
  readonly records?: Records;

  /**
   * The function that reads the files.
   *
   * @default - the library's own, two minutes, 512 MiB
   */
  readonly processing?: ProcessingOptions;

  /**
   * The table behind it all.
   *
   * @default - one is created, charged by request
   */
  readonly table?: TableOptions;

  /**
   * The API.
   *
   * @default - IAM authorization, 1,000 requests per second
   */
  readonly api?: ApiOptions;

  /**
   * Logs, traces, metrics, alarms and the dashboard.
   *
   * @default - two weeks of logs, X-Ray and alarms on
   */
  readonly operations?: OperationsOptions;

  /**
   * Runs the functions in a VPC without a way to the internet.
   *
   * @default - the functions are in no VPC of the account
   */
  readonly network?: NetworkOptions;

  /**
   * Customer-managed keys.
   *
   * @default - every part is encrypted by its service
   */
  readonly encryption?: EncryptionOptions;
}
