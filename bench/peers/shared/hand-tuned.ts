/**
 * The lower bound: what the job costs when nothing is done that one could leave out. aws4 signs what is signed once, a key that is derived once signs the batches, node:http
 * sends, lines are cut at line feeds and fields at commas, and a request's body is put together as text. No ledger, no fence, no retry, no limit, no error with a place, no
 * line break in a field: a measure, not an ingest.
 */
import { createHash, createHmac } from 'node:crypto';
import * as http from 'node:http';
import type { S3Event, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sign } from 'aws4';

/** Whether a column holds numbers. */
type IsNumber = (name: string) => boolean;

const BATCH_ROWS = 25;
const ROWS_PER_BLOCK = 100;
const IN_FLIGHT = 32;

const { DYNAMODB_TABLE_NAME: table = '', AWS_REGION: region = '', AWS_ENDPOINT_URL: endpoint = '' } = process.env;
const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secret = '' } = process.env;
const { hostname, port, host } = new URL(endpoint);
const agent = new http.Agent({ keepAlive: true });

const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
const scope = `${date.slice(0, 8)}/${region}/dynamodb/aws4_request`;
const key = scope.split('/').reduce((derived, part) => createHmac('sha256', derived).update(part).digest(), Buffer.from(`AWS4${secret}`));
const sha256 = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex');

function call(method: string, path: string, headers: http.OutgoingHttpHeaders, body = ''): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http.request({ hostname, port, agent, method, path, headers }, resolve).once('error', reject).end(body, 'latin1');
  });
}

async function write(items: readonly string[]): Promise<void> {
  const body = `{"RequestItems":{"${table}":[${items.join(',')}]}}`;
  const target = 'DynamoDB_20120810.BatchWriteItem';
  const canonical = `POST\n/\n\nhost:${host}\nx-amz-date:${date}\nx-amz-target:${target}\n\nhost;x-amz-date;x-amz-target\n${sha256(body)}`;
  const signature = createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).digest('hex');
  const answer = await call('POST', '/', {
    'Host': host,
    'Content-Type': 'application/x-amz-json-1.0',
    'Content-Length': body.length,
    'X-Amz-Date': date,
    'X-Amz-Target': target,
    'Authorization': `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=${signature}`,
  }, body);
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  if (answer.statusCode !== 200 || text.includes('PutRequest')) throw new Error(`the table answered ${answer.statusCode}: ${text}`);
}

/** The fields of a line. Quotes cost only where there are any. */
function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  for (let at = 0; at <= line.length;) {
    if (line[at] !== '"') {
      const end = line.indexOf(',', at);
      fields.push(end < 0 ? line.slice(at) : line.slice(at, end));
      if (end < 0) break;
      at = end + 1;
    } else {
      let end = line.indexOf('"', at + 1);
      while (line[end + 1] === '"') end = line.indexOf('"', end + 2);
      fields.push(line.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 2;
    }
  }
  return fields;
}

async function ingest(bucket: string, objectKey: string, isNumber: IsNumber): Promise<void> {
  const path = `/${bucket}/${objectKey}`;
  const answer = await call('GET', path, sign({ service: 's3', region, method: 'GET', path, headers: { Host: host } }).headers ?? {});
  const isCsv = objectKey.endsWith('.csv');
  const inFlight = new Set<Promise<void>>();
  let names: string[] | undefined;
  let numbers: boolean[] = [];
  let items: string[] = [];
  let rest = '';
  let n = 0;
  const send = (): void => {
    const sent = write(items).then(() => void inFlight.delete(sent));
    inFlight.add(sent);
    items = [];
  };
  const jsonOf = (line: string): string => {
    let json = '';
    fieldsOf(line).forEach((value, i) => { json += `${i === 0 ? '{' : ','}${names?.[i]}:${numbers[i] ? value : JSON.stringify(value)}`; });
    return `${json}}`;
  };
  const take = (line: string): void => {
    const json = isCsv ? jsonOf(line) : line;
    const block = Math.floor(n / ROWS_PER_BLOCK);
    items.push(`{"PutRequest":{"Item":{"pk":{"S":"${bucket}/${objectKey}#${block}"},"sk":{"S":"${String(++n).padStart(10, '0')}"},"data":{"S":${JSON.stringify(json)}}}}}`);
    if (items.length === BATCH_ROWS) send();
  };
  for await (const chunk of answer) {
    const lines = (rest + (chunk as Buffer).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    if (isCsv && names === undefined) {
      const header = fieldsOf(lines.shift() ?? '');
      numbers = header.map(isNumber);
      names = header.map((name) => JSON.stringify(name));
    }
    for (const line of lines) take(line);
    while (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
  }
  if (items.length > 0) send();
  await Promise.all(inFlight);
}

/** The bound, with the columns that are numbers. */
export function handTuned(isNumber: IsNumber): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    for (const { body } of event.Records) {
      for (const { s3: { bucket, object } } of (JSON.parse(body) as S3Event).Records) {
        await ingest(bucket.name, decodeURIComponent(object.key.replace(/\+/g, ' ')), isNumber);
      }
    }
    return { batchItemFailures: [] };
  };
}
