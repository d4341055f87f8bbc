import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pipeline } from './pipeline';
import { QuotaServer, type ToldQuota } from './quota-server';
import { runCommand } from './run-command';

interface Row {
  readonly service: string;
  readonly need: number;
  readonly used: number;
  readonly limit: number;
  readonly short: boolean;
  readonly assumed: boolean;
  readonly request?: string;
}

const told = (ServiceCode: string, QuotaCode: string, QuotaName: string, Value: number, Adjustable = true): ToldQuota =>
  ({ ServiceCode, QuotaCode, QuotaName, Value, Adjustable });

const ENOUGH = [
  told('lambda', 'L-B99A9384', 'Concurrent executions', 1000), told('dynamodb', 'L-F98FE922', 'Maximum number of tables', 2500),
  told('apigateway', 'L-AAAAAAAA', 'Regional APIs', 600), told('iam', 'L-FE177D64', 'Roles per account', 1000),
];
const NEXT = { Type: 'AWS::DynamoDB::Table', Properties: {} };

let pipeline: Pipeline;
let assembly: string;
beforeAll(async () => {
  pipeline = await Pipeline.start();
  assembly = join(pipeline.session.emulator.directory, 'cdk.out');
});
afterAll(() => pipeline?.stop());

/** Runs the command against Service Quotas that tell what they are given to tell. */
async function quotas(given: readonly ToldQuota[], ...args: string[]) {
  const server = await QuotaServer.start(given);
  try {
    const ended = await runCommand(pipeline.session, ['quotas', ...args], { AWS_ENDPOINT_URL_SERVICE_QUOTAS: server.endpoint });
    return { ...ended, asked: server.asked };
  } finally {
    await server.stop();
  }
}

const rowsOf = (stdout: string) => (JSON.parse(stdout) as { quotas: Row[] }).quotas;
const rowOf = (stdout: string, service: string) => rowsOf(stdout).find((row) => row.service === service);

/** A template besides the deployed one. */
async function withTemplate<T>(resources: object, run: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'quotas-'));
  try {
    const file = join(folder, 'Next.template.json');
    writeFileSync(file, JSON.stringify({ Resources: resources }));
    return await run(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('D2: a stack that is not there needs what its template has, of an account that has some already (Service Quotas played by a server of the test)', async () => {
  const { code, stdout } = await quotas(ENOUGH, '--template', join(assembly, 'Integration.template.json'), '--stack', 'Second', '--json');
  expect(code).toBe(0);
  expect(rowOf(stdout, 'dynamodb')).toMatchObject({ need: 1, used: 1, limit: 2500, short: false, assumed: false });
  expect(rowOf(stdout, 'apigateway')).toMatchObject({ need: 1, used: 1, limit: 600 });
  expect(rowOf(stdout, 's3')).toMatchObject({ need: 2, limit: 10_000, assumed: true });
  expect(rowOf(stdout, 'iam')?.used).toBeGreaterThan(3);
  expect(rowOf(stdout, 'cloudformation')).toMatchObject({ need: 1, used: 1 });
});

test('D2: a stack that is there needs nothing more (Service Quotas played by a server of the test)', async () => {
  const { code, stdout } = await quotas(ENOUGH, '--template', assembly, '--json');
  expect([code, rowsOf(stdout)]).toEqual([0, []]);
});

test('D2: what is short is told by need, used and limit, ends with 1, and nobody is asked (Service Quotas played by a server of the test)', async () => {
  await withTemplate({ A: NEXT, B: NEXT }, async (file) => {
    const { code, stdout, asked } = await quotas([told('dynamodb', 'L-F98FE922', 'Maximum number of tables', 2)], '--template', file, '--region', 'us-west-2');
    // No table is there in us-west-2.
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ok +dynamodb +Maximum number of tables +2 +0 +2\n/)]);
    const here = await quotas([told('dynamodb', 'L-F98FE922', 'Maximum number of tables', 2)], '--template', file);
    expect(here.code).toBe(1);
    expect(here.stdout).toMatch(/SHORT +dynamodb +Maximum number of tables +2 +1 +2 +--request asks for 3\n/);
    expect(here.stdout).toMatch(/1 quotas in us-east-1 are too small\n$/);
    expect([...asked, ...here.asked]).toEqual([]);
  });
});

test('D2: --request asks for what is short, once, and says where asking is no use (Service Quotas played by a server of the test)', async () => {
  const given = [told('dynamodb', 'L-F98FE922', 'Maximum number of tables', 2), told('lambda', 'L-B99A9384', 'Concurrent executions', 150, false)];
  const reserving = { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: 60 } };
  await withTemplate({ A: NEXT, B: NEXT, C: reserving }, async (file) => {
    const server = await QuotaServer.start(given);
    try {
      const ask = () => runCommand(pipeline.session, ['quotas', '--template', file, '--request', '--json'], { AWS_ENDPOINT_URL_SERVICE_QUOTAS: server.endpoint });
      const first = await ask();
      expect(first.code).toBe(1);
      expect(rowOf(first.stdout, 'dynamodb')?.request).toBe('3 is asked for, PENDING');
      expect(rowOf(first.stdout, 'lambda')).toMatchObject({ need: 60, short: true, request: expect.stringMatching(/^no request can raise it/) });
      expect(rowOf((await ask()).stdout, 'dynamodb')?.request).toBe('3 was asked for before, CASE_OPENED');
      expect(server.asked).toEqual([expect.objectContaining({ ServiceCode: 'dynamodb', QuotaCode: 'L-F98FE922', DesiredValue: 3 })]);
    } finally {
      await server.stop();
    }
  });
});

test.each<[string[], RegExp]>([
  [['--template', '/nowhere'], /there is nothing at \/nowhere/],
  [['--template', __filename], /is not JSON/],
])('D2: quotas %j ends with 2', async (args, message) => {
  const { code, stdout, stderr } = await quotas([], ...args);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
});
