import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { signedBy } from './callers';
import { startEnforcedSession } from './enforced-session';
import { roleOf } from './identities';
import { Pipeline } from './pipeline';
import { until } from './poll';
import { stackOf } from './stacks';
import { clientConfig } from '../../local/clients';
import { findOutput } from '../../local/session';
import { Records } from '../../src';
import type { Job, MaintenanceAnswer, MaintenanceEvent } from '../../src/contract';

let pipeline: Pipeline;
beforeAll(async () => {
  const session = await startEnforcedSession(stackOf({ source: { prefix: 'in/', backfill: {} }, records: Records.rows() }));
  pipeline = new Pipeline(session, signedBy(session));
  // On AWS the right to send one message is the right to send a batch; the emulator has names of its own for batches.
  const iam = new IAMClient(clientConfig(session));
  const Action = ['sqs:SendMessageBatch', 'sqs:DeleteMessageBatch', 'sqs:ChangeMessageVisibilityBatch'];
  await iam.send(new PutRolePolicyCommand({
    RoleName: await roleOf(session, /MaintenanceFunctionName/),
    PolicyName: 'batches-on-the-emulator',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
  }));
  iam.destroy();
});
afterAll(() => pipeline?.stop());

async function invoke(event: MaintenanceEvent): Promise<MaintenanceAnswer> {
  const { Payload } = await pipeline.session.clients.lambda.send(new InvokeCommand({
    FunctionName: findOutput(pipeline.session.stack.outputs, 'MaintenanceFunctionName'), Payload: JSON.stringify(event),
  }));
  return JSON.parse(Buffer.from(Payload ?? []).toString()) as MaintenanceAnswer;
}

async function ended(kind: string, more: object = {}): Promise<Job> {
  const { status, body } = await pipeline.api.call('/jobs', 'POST', { kind, ...more });
  if (status !== 202) throw new Error(`${status}: ${body}\n${pipeline.session.emulator.logTail(20)}`);
  const { jobId } = JSON.parse(body) as Job;
  return until(async () => {
    const job = JSON.parse(await pipeline.api.text(`/jobs/${jobId}`)) as Job;
    return job.state === 'RUNNING' ? undefined : job;
  }, () => pipeline.session.emulator.logTail(20));
}

test('with their own roles alone the functions run every kind of job', async () => {
  const { clients: { s3, sqs }, bucket: Bucket, deadLetterQueue } = pipeline.session;
  await pipeline.ingest('in/a.csv', 'n\n1\n');
  await pipeline.ingest('in/a.csv', 'n\n2\n');
  await pipeline.quiet();
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));
  await pipeline.put('in/lost.csv', 'n\n1\n');
  expect(await invoke({ schedule: 'reconcile' })).toMatchObject({ job: { state: 'DONE', matched: 1, sent: 1 } });
  await pipeline.settled('in/lost.csv', ({ status }) => status === 'COMMITTED');
  await pipeline.put('in/lost too.csv', 'n\n1\n');
  expect(await ended('backfill')).toMatchObject({ state: 'DONE', sent: 1 });
  await pipeline.settled('in/lost too.csv', ({ status }) => status === 'COMMITTED');
  expect(await ended('replay', { prefix: 'in/a' })).toMatchObject({ state: 'DONE', sent: 1 });
  expect(await ended('sweep')).toMatchObject({ state: 'DONE' });
  await sqs.send(new SendMessageCommand({ QueueUrl: deadLetterQueue, MessageBody: '{"httpMethod":"GET"}' }));
  expect(await ended('redrive')).toMatchObject({ state: 'DONE', listed: 1, matched: 0 });
});
