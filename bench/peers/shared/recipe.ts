/**
 * The usual recipe, written with care: Powertools' batch processor, csv-parse, and the DocumentClient with a bounded number of
 * batches in flight and the retry loop that unprocessed items need. It keeps no ledger and fences nothing.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BatchWriteCommand, type BatchWriteCommandInput, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, S3Event, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { parse } from 'csv-parse';

/** Makes of a record what is stored, or throws. */
export type Check = (record: object) => object;

type Requests = NonNullable<BatchWriteCommandInput['RequestItems']>;

const BATCH_ROWS = 25;
const ROWS_PER_BLOCK = 100;
const IN_FLIGHT = 8;
const MAX_ATTEMPTS = 10;

const table = process.env.DYNAMODB_TABLE_NAME ?? '';
const s3 = new S3Client({});
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const processor = new BatchProcessor(EventType.SQS);

async function write(rows: object[]): Promise<void> {
  let left: Requests | undefined = { [table]: rows.map((Item) => ({ PutRequest: { Item } })) };
  for (let attempt = 0; left !== undefined && Object.keys(left).length > 0; attempt++) {
    if (attempt === MAX_ATTEMPTS) throw new Error(`rows are unprocessed after ${MAX_ATTEMPTS} attempts`);
    if (attempt > 0) await sleep(Math.random() * 50 * 2 ** attempt);
    ({ UnprocessedItems: left } = await documents.send(new BatchWriteCommand({ RequestItems: left })));
  }
}

/** Records as objects: of CSV by csv-parse, of NDJSON line by line. */
function recordsOf(body: NodeJS.ReadableStream, key: string): AsyncIterable<object> {
  if (key.endsWith('.ndjson')) return parseLines(body);
  const records = body.pipe(parse({ columns: true, bom: true }));
  body.on('error', (error) => records.destroy(error));
  return records;
}

async function* parseLines(input: NodeJS.ReadableStream): AsyncGenerator<object> {
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line !== '') yield JSON.parse(line) as object;
  }
}

async function ingest(bucket: string, key: string, check: Check): Promise<void> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const records = recordsOf(Body as NodeJS.ReadableStream, key);
  const inFlight = new Set<Promise<void>>();
  const send = async (rows: object[]): Promise<void> => {
    const sent = write(rows);
    inFlight.add(sent);
    sent.then(() => inFlight.delete(sent), () => undefined);
    if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
  };
  let rows: object[] = [];
  let n = 0;
  for await (const record of records) {
    const data = check(record);
    rows.push({ pk: `${bucket}/${key}#${Math.floor(n / ROWS_PER_BLOCK)}`, sk: String(++n).padStart(10, '0'), data });
    if (rows.length === BATCH_ROWS) {
      await send(rows);
      rows = [];
    }
  }
  if (rows.length > 0) await send(rows);
  await Promise.all(inFlight);
}

/** The recipe with a check of its records. */
export function recipe(check: Check): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const recordHandler = async (record: SQSRecord): Promise<void> => {
    const event = JSON.parse(record.body) as S3Event;
    for (const { s3: { bucket, object } } of event.Records) {
      await ingest(bucket.name, decodeURIComponent(object.key.replace(/\+/g, ' ')), check);
    }
  };
  return (event, context) => processPartialResponse(event, recordHandler, processor, { context });
}
