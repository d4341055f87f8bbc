import { join } from 'node:path';
import { Child } from './child';
import type { CorpusFormat } from './corpus';
import { BUCKET } from './ledger';
import { ORDER_SCHEMA } from './order-schema';
import type { StubProcess } from './stub-process';
import { Env, type RecordsConfig, type SourceConfig, Status } from '../src/contract';
import { Schema } from '../src/records/schema';

/** As it is prepared at synth. */
const SCHEMA = Schema.fromObject(ORDER_SCHEMA)._config();

/** Which file is ingested. */
export interface BenchFile {
  readonly rows: number;
  /**
   * @default csv
   */
  readonly format?: CorpusFormat;
  /**
   * Whether rows are checked and typed by the schema of ten columns.
   *
   * @default false
   */
  readonly typed?: boolean;
}

/** What one invocation cost. */
export interface Cost {
  readonly rowsPerCpuSecond: number;
  /** Wall clock. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Largest resident set of the process, its start included. */
  readonly peakBytes: number;
  /** CPU time of the stub meanwhile. */
  readonly stubCpuSeconds: number;
}

interface Answer {
  readonly answer: { readonly batchItemFailures: unknown[] };
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/** The environment of a handler's process: what the constructs and Lambda set, and nothing of this machine's. */
export function environment(endpoint: string, typed = false): NodeJS.ProcessEnv {
  const source: SourceConfig = { prefix: '', suffixes: [] };
  // In one piece, as the others read it, whatever its size.
  const records: RecordsConfig = { mode: 'rows', format: { kind: 'detect' }, maxErrorRate: 0.1, partBytes: Number.MAX_SAFE_INTEGER, ...typed && { schema: SCHEMA } };
  return {
    [Env.STAGE]: 'bench',
    [Env.REGION]: 'eu-west-1',
    [Env.TABLE_NAME]: 'bench-table',
    [Env.BUCKET_NAME]: BUCKET,
    [Env.SOURCE]: JSON.stringify(source),
    [Env.RECORDS]: JSON.stringify(records),
    [Env.MAX_RECEIVES]: '5',
    [Env.QUEUE_URL]: 'http://127.0.0.1/bench',
    [Env.LOG_LEVEL]: 'INFO',
    [Env.SERVICE_NAME]: 'bench',
    [Env.METRICS_NAMESPACE]: 'ServerlessIngestApi',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: endpoint,
    // What the SDK says of the Node that happens to be here is no part of the measurement.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/**
 * Lets a bundled handler ingest a file of so many rows in a fresh process. Throws where a row is missing, doubled or wrong:
 * how fast that was is of no interest.
 */
export async function invoke(bundle: string, file: BenchFile, stub: StubProcess, env: NodeJS.ProcessEnv = {}): Promise<Cost> {
  const { rows, format = 'csv', typed = false } = file;
  const key = `in/orders.${format}`;
  await stub.load(file, `${BUCKET}/${key}#`);
  const child = new Child(join(__dirname, 'invoke.mjs'), [bundle], { execArgv: [], env: { ...environment(stub.endpoint, typed), ...env } });
  const { answer, ...cost } = await Promise.race([child.ask<Answer>(sqsEvent(key)), stub.ended]).catch((error: unknown) => {
    // Without its stub a handler would try again until its time is up.
    child.stop();
    throw error;
  });
  const report = await stub.report();
  const { right, missing, doubled, wrong, firstFault, published } = report;
  const claimed = published === null || (published.status === Status.COMMITTED && published.rowsWritten === rows);
  if (right !== rows || missing + doubled + wrong > 0 || !claimed || answer.batchItemFailures.length > 0) {
    throw new Error(`${bundle} got it wrong: of ${rows} rows ${missing} are missing, ${doubled} doubled, ${wrong} wrong (${firstFault}), `
      + `the ledger says ${JSON.stringify(published)} and the handler ${JSON.stringify(answer)}`);
  }
  return { ...cost, rowsPerCpuSecond: rows / cost.cpuSeconds, stubCpuSeconds: report.cpuSeconds };
}

function sqsEvent(key: string): object {
  const notification = {
    Records: [{
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      eventTime: '2026-11-23T04:00:01.000Z',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: BUCKET }, object: { key: encodeURIComponent(key).replaceAll('%2F', '/') } },
    }],
  };
  const attributes = { ApproximateReceiveCount: '1' };
  return { Records: [{ messageId: 'bench', eventSource: 'aws:sqs', attributes, body: JSON.stringify(notification) }] };
}
