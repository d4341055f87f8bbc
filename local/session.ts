import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { openClients, type Clients, type Target } from './clients';
import { complete, type CompletedSetting } from './completion';
import { deploy, type DeployedStack } from './deploy';
import { Emulator } from './emulator';
import type { EmulatorOptions } from './emulator-environment';
import { checkHealth } from './health';
import { assertLoopback } from './loopback';
import { setPublicUrl } from './public-url';
import { demoStack, synthesize, type StackBuilder } from './stack';

const REGION = 'us-east-1';

/** What runs, and how. */
export interface SessionOptions extends EmulatorOptions {
  /** The stack to deploy. Default: the demo's. */
  readonly build?: StackBuilder;
  /** Called at each step, and with the number of finished resources while they are made. Default: nobody is told. */
  readonly onProgress?: (step: string, done?: number, total?: number) => void;
}

/** Where the parts of a running stack are. Empty strings for what the stack does not have. */
export interface Connection extends Target {
  /** Base URL of the API with the stage, on 127.0.0.1, to which `/objects` is appended. */
  readonly api: string;
  readonly apiKey: string;
  readonly bucket: string;
  readonly table: string;
  /** URL of the queue. */
  readonly queue: string;
  /** URL of the dead-letter queue. */
  readonly deadLetterQueue: string;
}

/** A stack that runs on an emulator of its own. */
export interface Session extends Connection {
  readonly clients: Clients;
  readonly emulator: Emulator;
  readonly stack: DeployedStack;
  /** What the emulator had dropped and was set afterwards. */
  readonly completed: CompletedSetting[];
  /** Ends the emulator, its functions and everything on disk. */
  stop(): Promise<void>;
}

/** The value of an output by the name that the construct gave it; CloudFormation knows it with a path before and a hash behind. */
export function findOutput(outputs: Record<string, string>, name: string): string {
  return Object.entries(outputs).find(([id]) => id === name || new RegExp(`${name}[0-9A-F]{8}$`).test(id))?.[1] ?? '';
}

/** The API's address on the emulator, from the one that it would have on AWS. */
export function toLocalApi(endpoint: string, url: string): string {
  const [, id, stage] = /^https:\/\/([^.]+)\.execute-api\.[^/]+\/([^/]+)/.exec(url) ?? [];
  return id === undefined ? '' : `${endpoint}/restapis/${id}/${stage}/_user_request_`;
}

function toLocalQueue(endpoint: string, url: string): string {
  return url && `${endpoint}${new URL(url).pathname}`;
}

async function keyValue({ apiGateway }: Clients, id: string): Promise<string> {
  return id && ((await apiGateway.send(new GetApiKeyCommand({ apiKey: id, includeValue: true }))).value ?? '');
}

async function connect(target: Target, clients: Clients, { outputs }: DeployedStack): Promise<Connection> {
  const { endpoint } = target;
  return {
    ...target,
    api: toLocalApi(endpoint, findOutput(outputs, 'ApiEndpoint')),
    apiKey: await keyValue(clients, findOutput(outputs, 'ApiKeyId')),
    bucket: findOutput(outputs, 'BucketName'),
    table: findOutput(outputs, 'TableName'),
    queue: toLocalQueue(endpoint, findOutput(outputs, 'QueueUrl')),
    deadLetterQueue: toLocalQueue(endpoint, findOutput(outputs, 'DeadLetterQueueUrl')),
  };
}

async function bringUp(emulator: Emulator, clients: Clients, target: Target, options: SessionOptions, folder = 'cdk.out'): Promise<Session> {
  const { build = demoStack, onProgress } = options;
  onProgress?.('synthesizing the stack');
  const cloudAssembly = join(emulator.directory, folder);
  const stackName = synthesize(build, cloudAssembly);
  const stack = await deploy(clients, target, {
    cloudAssembly, stackName, onProgress: (done, total) => onProgress?.('deploying the stack', done, total),
  });
  onProgress?.('setting what the emulator dropped');
  const completed = await complete(clients, stack, target.region);
  const connection = await connect(target, clients, stack);
  const apiFunction = findOutput(stack.outputs, 'ApiFunctionName');
  if (connection.api && apiFunction) await setPublicUrl(clients, apiFunction, connection.api);
  if (connection.apiKey && apiFunction) await checkHealth(clients, apiFunction, connection);
  const stop = async () => {
    clients.destroy();
    await emulator.stop();
  };
  return { ...connection, clients, emulator, stack, completed, stop };
}

/**
 * Starts an emulator, deploys a stack on it and completes it. Nothing stays behind when it fails.
 *
 * @throws Error naming the step's cause
 */
export async function startSession(options: SessionOptions = {}): Promise<Session> {
  options.onProgress?.('starting the emulator');
  const emulator = await Emulator.start(options);
  try {
    const { endpoint, caFile } = emulator;
    await assertLoopback(endpoint);
    const target: Target = { endpoint, region: REGION, accessKeyId: 'test', secretAccessKey: 'test', caFile };
    return await bringUp(emulator, openClients(target), target, options);
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

/** Deploys another stack on the emulator of a session, in the same region or in another one. It ends with that session. */
export function deployBeside(first: Session, build: StackBuilder, region: string = first.region): Promise<Session> {
  const { emulator, endpoint, accessKeyId, secretAccessKey, caFile } = first;
  const target: Target = { endpoint, region, accessKeyId, secretAccessKey, caFile };
  return bringUp(emulator, openClients(target), target, { build }, `cdk.out-${randomUUID()}`);
}
