import { randomUUID } from 'node:crypto';
import { type AccessConfig, type CorsConfig, type DocsReaders, Env, type SourceConfig, type UploadsConfig, type UpsertConfig } from '../../src/contract';
import { TableApiStore } from '../aws/api-store';
import { AwsClient } from '../aws/client';
import { TableJobs } from '../aws/jobs';
import { JsonLog } from '../aws/json-log';
import { DynamoLedgerReader } from '../aws/ledger-reader';
import { S3MultipartUploads } from '../aws/multipart-uploads';
import { S3ObjectRemover } from '../aws/object-remover';
import { DynamoRecordReader } from '../aws/record-reader';
import { DynamoRowReader } from '../aws/row-reader';
import { S3UploadForms } from '../aws/upload-form';
import { Api, type ApiContext, type ApiEvent, type ApiResult } from '../core/api/api';

const client = new AwsClient();
const table = required(Env.TABLE_NAME);
const bucket = required(Env.BUCKET_NAME);
const maintenance = process.env[Env.MAINTENANCE_FUNCTION];
const clock = { now: () => new Date() };

const cors = process.env[Env.CORS];

const api = new Api({
  ledger: new DynamoLedgerReader(client, table, bucket),
  rows: new DynamoRowReader(client, table),
  records: new DynamoRecordReader(client, table, clock),
  forms: new S3UploadForms(client, bucket),
  multipart: new S3MultipartUploads(client, bucket),
  store: new TableApiStore(client, table),
  objects: new S3ObjectRemover(client, bucket),
  ...maintenance && { jobs: new TableJobs(client, table, bucket, maintenance) },
  clock,
  log: new JsonLog(process.env[Env.SERVICE_NAME] ?? 'api', process.env[Env.LOG_LEVEL]),
  openApi: async config => (await import('./open-api.js')).openApiText(config),
  docs: async config => (await import('./docs.js')).docsPage(config),
  uniqueName: randomUUID,
}, {
  bucket,
  source: JSON.parse(required(Env.SOURCE)) as SourceConfig,
  access: JSON.parse(required(Env.ACCESS)) as AccessConfig,
  jobs: maintenance !== undefined,
  ...process.env[Env.DOCS] && { docs: process.env[Env.DOCS] as DocsReaders },
  ...cors !== undefined && { cors: JSON.parse(cors) as CorsConfig },
  ...process.env[Env.PUBLIC_URL] && { publicUrl: process.env[Env.PUBLIC_URL] },
  uploads: JSON.parse(required(Env.UPLOADS)) as UploadsConfig,
  upsert: process.env[Env.UPSERT] === undefined ? undefined : JSON.parse(required(Env.UPSERT)) as UpsertConfig,
});

/** The API function: invoked by API Gateway's Lambda proxy integration. */
export const handler = (event: ApiEvent, context: ApiContext): Promise<ApiResult> => api.handle(event, context);

function required(name: string): string {
  return process.env[name] ?? (() => { throw new Error(`${name} is not set: the construct sets it on the function`); })();
}
