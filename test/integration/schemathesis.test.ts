import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { CfnOutput, Stack, type App } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { withKey } from './callers';
import { Pipeline } from './pipeline';
import { sharedPipeline } from './shared-pipeline';
import { ROOT } from '../../local/emulator-environment';
import { findOutput, startSession, toLocalApi } from '../../local/session';
import { ApiAuth, IngestApi, Records, Tenancy, UploadChecksum } from '../../src';

/** Requests per operation and phase: 500 in the full run. Where a number is asked for, the other kinds of API are tried, too, with 100 at most. */
const { SCHEMATHESIS_EXAMPLES: EXAMPLES = '25' } = process.env;
const MAX_OF_OTHERS = 100;
const KINDS = process.env.SCHEMATHESIS_EXAMPLES === undefined ? ['key'] : ['key', 'key, with records by their own', 'token, in a tenant'];

const TOKEN = 'somebody';
/** Knows one token, that of an operator of one tenant. */
const AUTHORIZER = `exports.handler = async ({ headers, methodArn }) => {
  if ((headers.Authorization ?? headers.authorization) !== '${TOKEN}') throw new Error('Unauthorized');
  const statement = { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn.split('/').slice(0, 2).join('/') + '/*' };
  return { principalId: 'somebody', policyDocument: { Version: '2012-10-17', Statement: [statement] }, context: { tenant: 'a', rights: 'operator' } };
};`;

/** One pipeline with the limits that there are by default, and an API for each way to be let in. */
function build(app: App): Stack {
  const stack = new Stack(app, 'Schemathesis');
  const part = sharedPipeline(stack);
  const authorizer = new Function(stack, 'Authorizer', { code: Code.fromInline(AUTHORIZER), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
  const records = Records.upsert({ partitionKey: 'n', sortKey: 'm' });
  const keyed = new IngestApi(stack, 'ByKey', { ...part, auth: ApiAuth.apiKey(), records });
  const tenant = new IngestApi(stack, 'ByTenant', {
    ...part, auth: ApiAuth.lambdaAuthorizer(authorizer), tenancy: Tenancy.authorizerContext(), uploadChecksum: UploadChecksum.SHA256,
  });
  new CfnOutput(stack, 'UrlKeyed', { value: keyed.url });
  new CfnOutput(stack, 'IdOfKey', { value: keyed.apiKey?.keyId ?? '' });
  new CfnOutput(stack, 'UrlTenant', { value: tenant.url });
  return stack;
}

let pipeline: Pipeline;
beforeAll(async () => {
  const session = await startSession({ build });
  pipeline = new Pipeline(session, withKey(session.apiKey));
  await Promise.all(['a,b\n1,2\n', 'n\n1\n2\n3\n', 'x,x\n', ''].map((body, n) => pipeline.ingest(`in/a/${n}.csv`, body)));
});
afterAll(() => pipeline?.stop());

/** Base URL of an API, and the header that lets its caller in. */
async function access(kind: string): Promise<[url: string, header: string]> {
  const { api, apiKey, clients, endpoint, stack: { outputs } } = pipeline.session;
  const url = (output: string) => toLocalApi(endpoint, findOutput(outputs, output));
  if (kind === 'key') return [api, `x-api-key: ${apiKey}`];
  if (kind.startsWith('token')) return [url('UrlTenant'), `Authorization: ${TOKEN}`];
  const { value } = await clients.apiGateway.send(new GetApiKeyCommand({ apiKey: findOutput(outputs, 'IdOfKey'), includeValue: true }));
  return [url('UrlKeyed'), `x-api-key: ${value}`];
}

/** Runs schemathesis with every check, and tells its report and its exit code. */
async function schemathesis(kind: string): Promise<{ code: number | null; report: string }> {
  const [url, header] = await access(kind);
  const cwd = mkdtempSync(join(tmpdir(), 'schemathesis-'));
  const examples = kind === 'key' ? EXAMPLES : String(Math.min(Number(EXAMPLES), MAX_OF_OTHERS));
  const args = ['run', `${url}/openapi.json`, '--header', header, '--url', url, '--max-examples', examples, '--checks', 'all', '--no-color'];
  const child = spawn(join(ROOT, '.venv', 'bin', 'schemathesis'), args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let report = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => { report += text.toString(); });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  rmSync(cwd, { recursive: true, force: true });
  return { code, report };
}

test.each(KINDS)('whatever schemathesis makes of the OpenAPI document of an API by %s, the API keeps its word', async (kind) => {
  const { code, report } = await schemathesis(kind);
  expect(code === 0 ? '' : report).toBe('');
  expect(report).toMatch(/(\d+) generated, \1 passed|No issues found/);
}, 3_600_000);
