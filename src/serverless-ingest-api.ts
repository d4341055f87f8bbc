import { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Metric, MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IGrantable, Grant } from 'aws-cdk-lib/aws-iam';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { tenantFolder } from './api/grant-upload';
import { GrantUploadOptions } from './api/grant-upload-options';
import { IngestApi } from './api/ingest-api';
import { Metric as MetricNames } from './contract';
import { IngestNetwork } from './network/ingest-network';
import { checkRegion, ConfigRules, tagAll } from './operations/governance';
import { IngestMaintenance } from './operations/ingest-maintenance';
import { IngestMonitoring } from './operations/ingest-monitoring';
import { businessMetric } from './operations/metrics';
import { addOutputs } from './outputs';
import { partsOf } from './parts-of';
import { Preset } from './preset';
import { fail } from './private/imports';
import { usePlatform } from './private/platform';
import { IngestProcessor } from './processing/ingest-processor';
import { missingForRegulated } from './regulated';
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
  /** Where the functions run; undefined where they are in no VPC. */
  public readonly network?: IngestNetwork;
  /** The function that reads the queue and commits. */
  public readonly processor: IngestProcessor;
  /** The REST API and the function behind it. */
  public readonly api: IngestApi;
  /** The function that runs jobs; undefined where nothing asks for one. */
  public readonly maintenance?: IngestMaintenance;
  /** The alarms and the dashboard; undefined where none is asked for. */
  public readonly monitoring?: IngestMonitoring;

  private readonly metricsNamespace?: string;

  constructor(scope: Construct, id: string, props: ServerlessIngestApiProps = {}) {
    super(scope, id);
    const parts = partsOf(props.preset ?? Preset.STANDARD, props);

    const missing = props.preset === Preset.REGULATED ? missingForRegulated(props) : [];
    if (missing.length > 0) fail(this, `the preset regulated needs what it cannot make by itself: pass ${missing.join('; ')}`);
    checkRegion(this, props.operations?.allowedRegions);
    tagAll(this, props.operations?.tags, props.stage);
    usePlatform(this, parts.platform);

    this.source = new IngestSource(this, 'Source', parts.source);
    this.storage = new IngestTable(this, 'Storage', parts.table);
    if (parts.network) {
      this.network = new IngestNetwork(this, 'Network', { ...parts.network, source: this.source, table: this.storage });
      usePlatform(this, { network: this.network });
    }
    this.processor = new IngestProcessor(this, 'Processor', { ...parts.processor, source: this.source, table: this.storage });
    if (parts.maintenance) {
      this.maintenance = new IngestMaintenance(this, 'Maintenance', { ...parts.maintenance, source: this.source, table: this.storage });
    }
    this.api = new IngestApi(this, 'Api', { ...parts.api, source: this.source, table: this.storage, maintenance: this.maintenance });

    const watched = { source: this.source, table: this.storage, processor: this.processor, api: this.api };
    if (IngestMonitoring._isAskedFor(parts.monitoring)) {
      this.monitoring = new IngestMonitoring(this, 'Monitoring', { ...parts.monitoring, ...watched });
    }
    this.metricsNamespace = props.operations?.metricsNamespace;
    if (props.operations?.configRules) new ConfigRules(this, 'ConfigRules', [this.processor.function, this.api.function]);

    addOutputs(this, { ...watched, maintenance: this.maintenance });
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

  /**
   * Lets a principal put files where they are ingested: straight into the bucket and, under IAM authorization, by the API's upload
   * forms. With tenants say whose files they are.
   */
  public grantUpload(grantee: IGrantable, options: GrantUploadOptions = {}): Grant {
    const grant = this.source.grantUpload(grantee, tenantFolder(this, this.api._divided, options));
    return this.api._signsCallers ? grant.combine(this.api.grantUpload(grantee)) : grant;
  }

  /** Lets a principal see objects and rows through the API, under IAM authorization. */
  public grantRead(grantee: IGrantable): Grant {
    return this.api.grantRead(grantee);
  }

  /** Lets a principal delete, replay and reconcile through the API, and do all that others may, under IAM authorization. */
  public grantOperate(grantee: IGrantable): Grant {
    return this.api.grantOperate(grantee);
  }

  /** Lets a principal call every method of the API, under IAM authorization. */
  public grantInvoke(grantee: IGrantable): Grant {
    return this.api.grantInvoke(grantee);
  }

  /** Objects whose ingest ended, as a sum. */
  public metricObjects(options?: MetricOptions): Metric {
    return this.businessMetric(MetricNames.OBJECTS, options);
  }

  /** Rows that were written, as a sum. */
  public metricRows(options?: MetricOptions): Metric {
    return this.businessMetric(MetricNames.ROWS, options);
  }

  /** Records that could not be read, as a sum. */
  public metricRejectedRows(options?: MetricOptions): Metric {
    return this.businessMetric(MetricNames.REJECTED_ROWS, options);
  }

  /** Milliseconds from the event of the bucket to the publication, the longest. */
  public metricLag(options?: MetricOptions): Metric {
    return this.businessMetric(MetricNames.LAG, options);
  }

  /** Events that were refused: of another bucket, of keys outside of the filter, or unreadable, as a sum. */
  public metricRefusedEvents(options?: MetricOptions): Metric {
    return this.businessMetric(MetricNames.REFUSED_EVENTS, options);
  }

  /** Writes that the table or its indexes throttled, as the ingest saw them, as a sum. */
  public metricTableThrottles(options?: MetricOptions): Metric {
    return this.businessMetric(MetricNames.THROTTLES, options);
  }

  /** Seconds that the oldest object event has been waiting, the longest. */
  public metricQueueAge(options?: MetricOptions): Metric {
    return this.queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, ...options });
  }

  /** Messages in the dead-letter queue, the most; undefined where the caller's queue came without one. */
  public metricDeadLetters(options?: MetricOptions): Metric | undefined {
    return this.deadLetterQueue?.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, ...options });
  }

  private businessMetric(name: string, options?: MetricOptions): Metric {
    return businessMetric({ function: this.processor.function, namespace: this.metricsNamespace }, name, options);
  }
}
