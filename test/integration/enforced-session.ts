import { join } from 'node:path';
import { UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { openClients, type Target } from '../../local/clients';
import { complete } from '../../local/completion';
import { deploy } from '../../local/deploy';
import { Emulator } from '../../local/emulator';
import { findOutput, type Session } from '../../local/session';
import { synthesize, type StackBuilder } from '../../local/stack';

/**
 * Deploys a stack on an emulator that enforces IAM policies and signatures, over TLS, which is the only way to deploy what
 * refuses plain HTTP.
 *
 * The account's role for the logs of API Gateway is set beforehand, as in any account with an API in it: the emulator does
 * not know the condition key `iam:PolicyARN`, under which alone the function that would set it may attach a policy.
 */
export async function startEnforcedSession(build: StackBuilder): Promise<Session> {
  const emulator = await Emulator.start({ auth: true, tls: true });
  try {
    const { endpoint, caFile } = emulator;
    const target: Target = { endpoint, region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test', caFile };
    const clients = openClients(target);
    const roleArn = 'arn:aws:iam::000000000000:role/logs-of-api-gateway';
    await clients.apiGateway.send(new UpdateAccountCommand({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: roleArn }] }));
    const cloudAssembly = join(emulator.directory, 'cdk.out');
    const stack = await deploy(clients, target, { cloudAssembly, stackName: synthesize(build, cloudAssembly) });
    const completed = await complete(clients, stack, target.region);
    const output = (name: string) => findOutput(stack.outputs, name);
    const queue = (name: string) => `${endpoint}${new URL(output(name)).pathname}`;
    const [, api, stage] = /^https:\/\/([^.]+)\.[^/]+\/([^/]+)/.exec(output('ApiEndpoint')) ?? [];
    return {
      ...target,
      api: `${endpoint}/restapis/${api}/${stage}/_user_request_`,
      apiKey: '',
      bucket: output('BucketName'),
      table: output('TableName'),
      queue: queue('QueueUrl'),
      deadLetterQueue: queue('DeadLetterQueueUrl'),
      clients,
      emulator,
      stack,
      completed,
      stop: async () => {
        clients.destroy();
        await emulator.stop();
      },
    };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}
