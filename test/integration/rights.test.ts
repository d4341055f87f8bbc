import { IAMClient } from '@aws-sdk/client-iam';
import {
  DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient,
} from '@aws-sdk/client-sqs';
import { Size } from 'aws-cdk-lib';
import { signedBy, type Credentials } from './callers';
import { startEnforcedSession } from './enforced-session';
import { assume, roleOf, takeAway } from './identities';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { expectProblem } from './problems';
import { readCsv } from './readers';
import { stackOf } from './stacks';
import { clientConfig } from '../../local/clients';
import { http } from '../../local/http';
import { Records } from '../../src';

const CSV = `n\n${Array.from({ length: 130 }, (_, n) => `${n}\n`).join('')}`;

/** Large enough for several parts. */
const LARGE = `n,text\n${Array.from({ length: 1500 }, (_, n) => `${n},${'x'.repeat(100)}\n`).join('')}`;

let pipeline: Pipeline;
let iam: IAMClient;
let ingestRole: string;
let apiRole: string;
beforeAll(async () => {
  const session = await startEnforcedSession(stackOf({ records: Records.rows({ partSize: Size.kibibytes(64) }) }));
  iam = new IAMClient(clientConfig(session));
  pipeline = new Pipeline(session, signedBy(session));
  ingestRole = await roleOf(session, /IngestFunctionName/);
  apiRole = await roleOf(session, /ApiFunctionName/);
});
afterAll(async () => {
  iam?.destroy();
  await pipeline?.stop();
});

test('A7, A13: with its own role alone the function writes every row', async () => {
  expect(await pipeline.ingest('all rights.csv', CSV)).toMatchObject({ status: 'COMMITTED', rowsWritten: readCsv(CSV).length });
  expect(await pipeline.rows('all rights.csv')).toEqual(readCsv(CSV));
});

describe('D13: without one right no row is written, and nothing is lost', () => {
  beforeAll(async () => {
    const { queue: QueueUrl, clients } = pipeline.session;
    // Five deliveries within seconds, not within an hour.
    await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }));
  });

  const given = () => until(async () => (await pipeline.deadLetters()) > 0 ? true : undefined, () => 'no message was given up');

  /** Sends what was given up again, as a redrive does. */
  async function redrive(): Promise<void> {
    const { queue, deadLetterQueue, clients: { sqs } } = pipeline.session;
    const { Messages: messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: deadLetterQueue, MaxNumberOfMessages: 10 }));
    for (const { Body: MessageBody, ReceiptHandle } of messages) {
      await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody }));
      await sqs.send(new DeleteMessageCommand({ QueueUrl: deadLetterQueue, ReceiptHandle }));
    }
  }

  test.each([
    ['dynamodb:UpdateItem', CSV], ['dynamodb:BatchWriteItem', CSV], ['s3:GetObject', CSV], ['s3:PutObject', `${CSV}rejected,record\n`],
  ])('%s', async (action, file) => {
    const key = `without ${action}.csv`;
    const giveBack = await takeAway(iam, ingestRole, action);
    await pipeline.put(key, file);
    await given();
    const entry = await pipeline.api.find(key);
    expect(['FAILED', undefined]).toContain(entry?.status);
    if (entry) expect(await pipeline.api.rows(entry.id)).toEqual([]);

    await giveBack();
    await redrive();
    expect(await pipeline.settled(key, ({ status }) => status === 'COMMITTED')).toMatchObject({ rowsWritten: readCsv(CSV).length });
    expect(await pipeline.rows(key)).toEqual(readCsv(CSV));
  });

  test.each(['sqs:SendMessage', 'dynamodb:GetItem', 'dynamodb:Query'])('%s, which a large file needs', async (action) => {
    const key = `large without ${action}.csv`;
    const giveBack = await takeAway(iam, ingestRole, action);
    await pipeline.put(key, LARGE);
    await given();
    const entry = await pipeline.api.find(key);
    expect(entry?.status).not.toBe('COMMITTED');
    if (entry) expect(await pipeline.api.rows(entry.id)).toEqual([]);

    await giveBack();
    // The message of each part is given up by itself.
    await until(async () => {
      await redrive();
      return (await pipeline.entry(key)).status === 'COMMITTED' ? true : undefined;
    }, () => `${key} is not committed, the end of the log:\n${pipeline.session.emulator.logTail(14)}`);
    expect(await pipeline.rows(key, 1000)).toEqual(readCsv(LARGE));
    await pipeline.quiet();
    await redrive();
  });
});

describe('the API without one right', () => {
  test.each([
    ['dynamodb:Query', 'GET', '/objects'], ['dynamodb:GetItem', 'GET', '/objects/{id}'], ['s3:DeleteObject', 'DELETE', '/objects/{id}'],
  ])('%s: %s %s answers with a problem', async (action, method, route) => {
    const { id } = await pipeline.ingest(`api without ${action}.csv`, CSV);
    const path = route.replace('{id}', id);
    const giveBack = await takeAway(iam, apiRole, action);
    const refused = await pipeline.api.call(path, method);
    await giveBack();
    expectProblem(refused, 500);
    expect(refused.body).not.toMatch(/AccessDenied|arn:|not authorized/);
    expect((await pipeline.api.call(path, method)).status).toBeLessThan(300);
  });
});

describe('the roles have what they need and no more', () => {
  /** Status of a call that is signed with a role's credentials. */
  async function call(credentials: Credentials, service: string, path: string, method = 'GET', target?: string): Promise<number> {
    const url = new URL(`${pipeline.session.endpoint}${path}`);
    const body = target && JSON.stringify({ TableName: pipeline.session.table, Key: { pk: { S: 'x' }, sk: { S: 'x' } } });
    const headers: Record<string, string> = target ? { 'x-amz-target': `DynamoDB_20120810.${target}`, 'content-type': 'application/x-amz-json-1.0' } : {};
    const signed = signedBy(credentials, service)({ method, url, headers, body });
    return (await http(url.href, { method, headers: signed, body, caFile: pipeline.session.caFile })).status;
  }
  const isRefused = async (status: Promise<number>) => [400, 403].includes(await status);

  test('A5, A7: the ingest function reads the queue and the bucket, puts messages back, and cannot scan, delete, upload or read what is given up', async () => {
    const credentials = await assume(pipeline.session, iam, ingestRole);
    const { bucket, queue, deadLetterQueue } = pipeline.session;
    const sqs = new SQSClient({ ...clientConfig(pipeline.session), credentials, useQueueUrlAsEndpoint: false });
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue }));
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl: deadLetterQueue }))).rejects.toThrow(/not authorized|AccessDenied/);
    const giveBack = await takeAway(iam, ingestRole, 'sqs:ReceiveMessage');
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl: queue }))).rejects.toThrow(/not authorized|AccessDenied/);
    await giveBack();
    sqs.destroy();

    expect(await call(credentials, 's3', `/${bucket}/all%20rights.csv`)).toBe(200);
    for (const method of ['PUT', 'DELETE']) expect(await call(credentials, 's3', `/${bucket}/all%20rights.csv`, method)).toBe(403);
    expect(await call(credentials, 'dynamodb', '/', 'POST', 'UpdateItem')).toBe(200);
    for (const target of ['Scan', 'DeleteItem', 'DeleteTable']) expect(await isRefused(call(credentials, 'dynamodb', '/', 'POST', target))).toBe(true);
  });

  test('A7: the API function reads the table, and cannot write it or read an object', async () => {
    const credentials = await assume(pipeline.session, iam, apiRole);
    const { bucket } = pipeline.session;
    expect(await call(credentials, 'dynamodb', '/', 'POST', 'GetItem')).toBe(200);
    // It may put and delete items of its own; the emulator does not know dynamodb:LeadingKeys, which test/api/ingest-api.test.ts looks for.
    for (const target of ['UpdateItem', 'BatchWriteItem', 'Scan']) expect(await isRefused(call(credentials, 'dynamodb', '/', 'POST', target))).toBe(true);
    expect(await call(credentials, 's3', `/${bucket}/all%20rights.csv`)).toBe(403);
  });
});
