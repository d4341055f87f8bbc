import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { methodsOf, policyOf } from './methods';
import { ApiAuth, ApiDocs, ServerlessIngestApi, type ApiOptions } from '../../src';
import { fillPage } from '../../src/api/docs/page';
import { ingestTemplate } from '../stacks';

const REASON = 'the page holds nothing of the API';

const docsMethod = (template: Template) => methodsOf(template).filter(({ OperationName }) => OperationName === 'getDocs');

/** A Lambda authorizer of a stack. */
function authorizer(stack: Stack): ApiAuth {
  return ApiAuth.lambdaAuthorizer(new Function(stack, 'Authorizer', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('//') }));
}

test('there is no page unless it is asked for', () => {
  expect(docsMethod(ingestTemplate())).toEqual([]);
});

test('callers get it as they get anything else', () => {
  const template = ingestTemplate({ api: { docs: ApiDocs.callers() } });
  expect(docsMethod(template)).toEqual([expect.objectContaining({ AuthorizationType: 'AWS_IAM' })]);
  expect(policyOf(template)).toEqual([['Deny', 'execute-api:/*']]);
});

test.each<[string, (stack: Stack) => ApiAuth, object[]]>([
  ['cognito', (stack) => ApiAuth.cognito(new UserPool(stack, 'Pool')), [['Allow', 'execute-api:/*'], ['Deny', 'execute-api:/*']]],
  ['apiKey', () => ApiAuth.apiKey(), [['Allow', 'execute-api:/*'], ['Deny', 'execute-api:/*']]],
  ['a Lambda authorizer', authorizer, [['Allow', 'execute-api:/*/GET/docs'], ['Deny', 'execute-api:/*']]],
])('anyone may get it, and nothing else, beside %s', (_, auth, policy) => {
  const template = ingestTemplate((stack) => ({ api: { auth: auth(stack), docs: ApiDocs.anyone(REASON) } }));
  const closed = ingestTemplate((stack) => ({ api: { auth: auth(stack) } }));
  expect(docsMethod(template)).toEqual([expect.objectContaining({ AuthorizationType: 'NONE' })]);
  expect(docsMethod(template)[0].ApiKeyRequired).not.toBe(true);
  const others = (one: Template) => methodsOf(one).filter(({ OperationName }) => OperationName !== 'getDocs')
    .map(({ OperationName, AuthorizationType, ApiKeyRequired }) => ({ OperationName, AuthorizationType, ApiKeyRequired }));
  expect(others(template)).toEqual(others(closed));
  expect(policyOf(template)).toEqual(policy);
});

test.each<[string, ApiOptions, RegExp]>([
  ['whose callers sign', { docs: ApiDocs.anyone(REASON) }, /callers sign with IAM, which a page cannot: take ApiDocs.callers\(\)/],
  ['that is open itself', { auth: ApiAuth.none('public prices'), docs: ApiDocs.anyone(REASON) }, /so is everything else of this API/],
])('refuses an open page of an API %s', (_, api, message) => {
  expect(() => ingestTemplate({ api })).toThrow(message);
});

test('refuses an open page without a reason', () => {
  expect(() => ApiDocs.anyone(' ')).toThrow(/takes a reason, and this one is empty/);
});

test('is a file of the cloud assembly, and lies beside the handler', () => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'docs-')) });
  const { api } = new ServerlessIngestApi(new Stack(app, 'Test'), 'Ingest', { api: { docs: ApiDocs.callers() } });
  const { directory } = app.synth();
  const [file] = readdirSync(directory).filter((name) => name.endsWith('.docs.html'));
  const [, data] = /id="given">(.*)<\/script>/.exec(readFileSync(join(directory, file), 'utf8')) ?? [];
  expect(JSON.parse(data)).toEqual({ document: JSON.parse(api.openApi) });
  const assets = readdirSync(directory).filter((name) => name.startsWith('asset.'));
  expect(assets.filter((name) => readdirSync(join(directory, name)).includes('docs'))).toHaveLength(1);
});

test('nothing of it costs the import of the handler', () => {
  const assets = join(__dirname, '../../assets');
  expect(readFileSync(join(assets, 'api', 'index.mjs'), 'utf8')).toMatch(/import\("\.\/docs-\w+\.mjs"\)/);
  expect(readdirSync(join(assets, 'api'))).not.toContain('docs');
});

describe('what the page is given', () => {
  const template = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'"><script id="given">{}</script><script>run()</script>';

  test('ends nothing and replaces nothing, whatever is in it', () => {
    const document = { a: '</script><script>alert(1)</script><!--', b: "$& $' $1" };
    const { html, contentSecurityPolicy } = fillPage(template, { document });
    expect(html.match(/<\/?script/g)).toHaveLength(4);
    expect(html).not.toContain('<!--');
    expect(JSON.parse(/"given">(.*?)<\/script>/.exec(html)?.[1] ?? '')).toEqual({ document });
    expect(contentSecurityPolicy).toBe("default-src 'none'; frame-ancestors 'none'");
  });

  test.each(['<p>', template.replace('{}', '')])('goes into no other page than the one that was built', (other) => {
    expect(() => fillPage(other, { document: {} })).toThrow(/not as it was built/);
  });
});
