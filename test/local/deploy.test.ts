import { join } from 'node:path';
import { CfnWaitCondition, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { openClients, type Clients, type Target } from '../../local/clients';
import { deploy, type DeployOptions } from '../../local/deploy';
import { Emulator } from '../../local/emulator';
import { synthesize, type StackBuilder } from '../../local/stack';

let emulator: Emulator;
let target: Target;
let clients: Clients;

beforeAll(async () => {
  emulator = await Emulator.start();
  target = { endpoint: emulator.endpoint, region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' };
  clients = openClients(target);
});

afterAll(async () => {
  clients.destroy();
  await emulator.stop();
});

function deployStack(name: string, fill: (stack: Stack) => void, more: Pick<DeployOptions, 'limitMs' | 'onProgress'> = {}) {
  const build: StackBuilder = (app) => {
    const stack = new Stack(app, name);
    fill(stack);
    return stack;
  };
  const cloudAssembly = join(emulator.directory, name);
  return deploy(clients, target, { cloudAssembly, stackName: synthesize(build, cloudAssembly), ...more });
}

test('tells how far it is', async () => {
  const seen: number[][] = [];
  await deployStack('Fine', (stack) => [1, 2, 3].forEach((n) => new Queue(stack, `Queue${n}`)), { onProgress: (...step) => seen.push(step) });
  expect(seen.at(-1)).toEqual([3, 3]);
});

test('names the resource that failed, and its reason', async () => {
  const bucket = (id: string) => (stack: Stack) => new CfnBucket(stack, id, { bucketName: 'taken-by-the-first' });
  await deployStack('First', bucket('Files'));
  await expect(deployStack('Second', bucket('Landing'))).rejects.toThrow(/Second.*taken-by-the-first.*exists/);
});

test('names what is unfinished when the time is up', async () => {
  const slow = deployStack('Slow', (stack) => {
    const handle = new CfnWaitConditionHandle(stack, 'Handle');
    new CfnWaitCondition(stack, 'NeverComes', { handle: handle.ref, timeout: '300' });
  }, { limitMs: 1_000 });
  await expect(slow).rejects.toThrow('the stack Slow was not there within 1 s, unfinished: NeverComes');
});
