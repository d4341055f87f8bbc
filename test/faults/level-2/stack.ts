import { GetFunctionConfigurationCommand, ListFunctionsCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { Duration } from 'aws-cdk-lib';
import { startSession, type Session } from '../../../local/session';
import type { ServerlessIngestApiProps } from '../../../src';
import { Env } from '../../../src/contract';
import { ROWS, stackOf } from '../../integration/stacks';

const TIMEOUT_SECONDS = 10;

/** So long a message of a killed invocation stays away: a moment longer than the invocation could have gone on. */
const VISIBILITY_SECONDS = TIMEOUT_SECONDS + 2;

/** Enough receives that no message is given up only because so much goes wrong. */
const PROPS: ServerlessIngestApiProps = {
  ...ROWS,
  source: { maxReceives: 100 },
  processing: { timeout: Duration.seconds(TIMEOUT_SECONDS), maxConcurrency: 8 },
};

/** Deploys the pipeline that the faults are for. */
export async function deployStack(onProgress: (step: string, done?: number, total?: number) => void): Promise<Session> {
  const session = await startSession({ build: stackOf(PROPS), onProgress });
  const { sqs } = session.clients;
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: session.queue, Attributes: { VisibilityTimeout: String(VISIBILITY_SECONDS) } }));
  return session;
}

/** Lets the ingest function speak to another address than AWS's. */
export async function redirectIngest({ clients: { lambda } }: Session, endpoint: string): Promise<void> {
  const { Functions: functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const ingest = functions.filter(({ Environment: environment }) => environment?.Variables?.[Env.MAX_RECEIVES] !== undefined);
  if (ingest.length !== 1) throw new Error(`${ingest.length} functions look like the ingest`);
  const { FunctionName, Environment: environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: ingest[0].FunctionName }));
  await lambda.send(new UpdateFunctionConfigurationCommand({
    FunctionName, Environment: { Variables: { ...environment?.Variables, AWS_ENDPOINT_URL: endpoint } },
  }));
}
