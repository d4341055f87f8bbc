import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStackCommand, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type Clients, openClients, type Target } from '../../local/clients';
import { Emulator } from '../../local/emulator';
import { waitForStack } from '../../local/wait-for-stack';
import { writeRelease } from '../../projenrc/release-template/main';
import { cfnLintErrors } from '../compliance/cfn-lint';
import { ApiClient } from '../integration/api-client';
import { signedBy } from '../integration/callers';
import { until } from '../integration/poll';

interface Described { readonly Description?: string; readonly Default?: unknown }
interface ReleasedTemplate {
  readonly Parameters: Record<string, Described>;
  readonly Outputs: Record<string, Described>;
  readonly Conditions: Record<string, unknown>;
  readonly Mappings: Record<string, unknown>;
  readonly Rules: Record<string, unknown>;
  readonly Metadata: { readonly 'AWS::CloudFormation::Interface': { readonly ParameterGroups: { readonly Parameters: string[] }[] } };
}

const folder = mkdtempSync(join(tmpdir(), 'release-'));
let text: string;
let template: ReleasedTemplate;
beforeAll(() => {
  writeRelease(folder);
  text = readFileSync(join(folder, 'template.json'), 'utf8');
  template = JSON.parse(text) as ReleasedTemplate;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the template', () => {
  test('B1: has no error for cfn-lint', () => {
    expect(cfnLintErrors(join(folder, 'template.json'))).toEqual([]);
  });

  test('B1: describes each parameter and each output, and groups what a person sets', () => {
    for (const described of [...Object.values(template.Parameters), ...Object.values(template.Outputs)]) expect(described.Description).toMatch(/\w/);
    const grouped = template.Metadata['AWS::CloudFormation::Interface'].ParameterGroups.flatMap(({ Parameters: names }) => names);
    expect([...grouped, 'AssetBucket', 'AssetPrefix'].sort()).toEqual(Object.keys(template.Parameters).sort());
  });

  test('has conditions, a mapping and rules, and nothing of a bootstrap stack', () => {
    expect(Object.keys(template.Conditions)).toEqual(expect.arrayContaining(['HasAlarms', 'HasBucketName', 'HasWebAcl', 'IsProvisioned']));
    expect(Object.keys(template.Mappings)).toEqual(['Timeouts']);
    expect(Object.keys(template.Rules).sort()).toEqual(['AlarmsHaveWatchers', 'RegionIsAllowed']);
    expect(text).not.toMatch(/cdk-hnb659fds|BootstrapVersion|\$\{Token\[/);
  });

  test('is the same twice', () => {
    const again = mkdtempSync(join(tmpdir(), 'release-'));
    writeRelease(again);
    for (const file of ['template.json', 'manifest.json']) expect(readFileSync(join(again, file), 'utf8')).toBe(readFileSync(join(folder, file), 'utf8'));
    rmSync(again, { recursive: true });
  });
});

describe('deployed with its parameters alone', () => {
  let emulator: Emulator;
  let clients: Clients;
  let outputs: Record<string, string>;
  const StackName = 'released';
  const output = (name: string) => Object.entries(outputs).find(([id]) => id.includes(name))?.[1] ?? '';

  beforeAll(async () => {
    emulator = await Emulator.start();
    const target: Target = { endpoint: emulator.endpoint, region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test', caFile: emulator.caFile };
    clients = openClients(target);
    await clients.s3.send(new CreateBucketCommand({ Bucket: 'assets' }));
    const { assets, prefix } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { assets: string[]; prefix: string };
    for (const name of assets) {
      await clients.s3.send(new PutObjectCommand({ Bucket: 'assets', Key: `${prefix}${name}`, Body: readFileSync(join(folder, 'assets', name)) }));
    }
    await clients.s3.send(new PutObjectCommand({ Bucket: 'assets', Key: 'template.json', Body: text }));
    const given = {
      AssetBucket: 'assets', WebAcl: 'false', Alarms: 'false', Stage: 'test', Timeout: '30', CapacityMode: 'PROVISIONED', BucketName: 'landing-of-the-release',
    };
    await clients.cloudFormation.send(new CreateStackCommand({
      StackName,
      TemplateURL: `${emulator.endpoint}/assets/template.json`,
      Capabilities: ['CAPABILITY_IAM'],
      OnFailure: 'DO_NOTHING',
      Parameters: Object.entries(given).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    }));
    outputs = await waitForStack(clients.cloudFormation, { stackName: StackName, limitMs: 120_000, onDone: () => undefined });
    // A parameter of the type Number reaches the emulator's poller as text, which it cannot compare.
    const { EventSourceMappings: mappings = [] } = await clients.lambda.send(new ListEventSourceMappingsCommand({}));
    for (const { UUID } of mappings) {
      await clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID, ScalingConfig: { MaximumConcurrency: 100 } }));
    }
  });
  afterAll(async () => {
    clients?.destroy();
    await emulator?.stop();
  });

  test('a file goes in and its rows come out over HTTP', async () => {
    expect(output('BucketName')).toBe('landing-of-the-release');
    const [, id, stage] = /^https:\/\/([^.]+)\.execute-api\.[^/]+\/([^/]+)/.exec(output('ApiEndpoint')) ?? [];
    expect(stage).toBe('test');
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const api = new ApiClient(`${emulator.endpoint}/restapis/${id}/${stage}/_user_request_`, signedBy(credentials));
    await clients.s3.send(new PutObjectCommand({ Bucket: output('BucketName'), Key: 'in/a.csv', Body: 'a,b\n1,2\n3,4\n' }));
    const entry = await until(async () => {
      const found = await api.find('in/a.csv');
      return found?.status === 'COMMITTED' ? found : undefined;
    }, () => `in/a.csv is not committed; the end of the log:\n${emulator.logTail(10)}`);
    expect(await api.rows(entry.id)).toEqual(['{"a":"1","b":"2"}', '{"a":"3","b":"4"}']);
  });

  test('is deleted by one command', async () => {
    await clients.cloudFormation.send(new DeleteStackCommand({ StackName }));
    await until(async () => {
      const stacks = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName })).catch(() => undefined);
      return stacks?.Stacks?.[0]?.StackStatus === 'DELETE_COMPLETE' || stacks === undefined ? true : undefined;
    }, () => 'the stack is still there');
  });
});
