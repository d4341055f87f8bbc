import { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IGrantable, Grant } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { IngestApi } from './api/ingest-api';
import { addOutputs } from './outputs';
import { partsOf } from './parts-of';
import { Preset } from './preset';
import { IngestProcessor } from './processing/ingest-processor';
import { ServerlessIngestApiProps } from './serverless-ingest-api-props';
import { IngestSource } from './source/ingest-source';
import { IngestTable } from './storage/ingest-table';

/**
 * A file lands in a bucket, and its metadata or its rows end up behind a secured API.
 *
 * ```
 * upload ──> bucket ──> queue ──> function ──> table
 *               ▲         └──> dead-letter      │
 *             client ──> REST API ──> function ─┘
 * ```
 */
export class ServerlessIngestApi extends Construct {
  /** Where files land: the bucket, the queue and the dead-letter queue. */
  public readonly source: IngestSource;
  /** The ledger and the rows. */
  public readonly storage: IngestTable;
  /** The function that reads the queue and commits. */
  public readonly processor: IngestProcessor;
  /** The REST API and the function behind it. */
  public readonly api: IngestApi;

  constructor(scope: Construct, id: string, props: ServerlessIngestApiProps = {}) {
    super(scope, id);
    const parts = partsOf(props.preset ?? Preset.STANDARD, props);

    this.source = new IngestSource(this, 'Source', parts.source);
    this.storage = new IngestTable(this, 'Storage', parts.table);
    this.processor = new IngestProcessor(this, 'Processor', { ...parts.processor, source: this.source, table: this.storage });
    this.api = new IngestApi(this, 'Api', { ...parts.api, source: this.source, table: this.storage });

    addOutputs(this, { source: this.source, table: this.storage, processor: this.processor, api: this.api });
  }

  /** The bucket where files land. */
  public get bucket(): IBucket {
    return this.source.bucket;
  }

  /** The queue that every event of the bucket enters through. */
  public get queue(): IQueue {
    return this.source.queue;
  }

  /** Where messages end that failed too often; undefined where the caller's queue came without one. */
  public get deadLetterQueue(): IQueue | undefined {
    return this.source.deadLetterQueue;
  }

  /** The table that holds the ledger and the rows. */
  public get table(): ITable {
    return this.storage.table;
  }

  /** The REST API. */
  public get restApi(): IRestApi {
    return this.api.restApi;
  }

  /** Lets a principal put files where they are ingested. */
  public grantUpload(grantee: IGrantable): Grant {
    return this.source.grantUpload(grantee);
  }

  /** Lets a principal call every method of the API, under IAM authorization. */
  public grantInvoke(grantee: IGrantable): Grant {
    return this.api.grantInvoke(grantee);
  }
}
