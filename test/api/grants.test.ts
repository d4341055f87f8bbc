import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { textOf } from './methods';
import { ApiAuth, type ServerlessIngestApi } from '../../src';
import { routesOf, type Route } from '../../src/api/routes';
import { ingestStack, listOf, statementsOf } from '../stacks';

/** What is there without jobs. */
const DEFAULT_ROUTES = routesOf();

/** What a grant lets a role call, as `METHOD /path` with a star for each path parameter. */
function granted(grant: (ingest: ServerlessIngestApi, role: Role) => void): string[] {
  const { stack, ingest } = ingestStack();
  grant(ingest, new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
  return statementsOf(Template.fromStack(stack))
    .filter(({ Action, Effect }) => Effect === 'Allow' && listOf(Action).includes('execute-api:Invoke'))
    .flatMap(({ Resource }) => listOf<unknown>(Resource).map(textOf))
    .map((arn) => {
      const [, , method, path] = /^(arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<\w+>\/<\w+>)\/([A-Z*]+)(\/.+)$/.exec(arn) ?? [];
      return `${method} ${path}`;
    });
}

const patternOf = ({ method, path }: Route) => `${method} ${path.replace(/\{\w+\}/g, '*')}`;
/** As IAM matches: a star stands for anything, slashes too. */
const allows = (pattern: string, request: string) => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.$+?/]/g, '\\$&')).join('.*')}$`).test(request);

const GRANTS: Record<string, [(ingest: ServerlessIngestApi, role: Role) => void, string[]]> = {
  grantRead: [(ingest, role) => ingest.grantRead(role), ['caller', 'reader']],
  grantUpload: [(ingest, role) => ingest.grantUpload(role), ['caller', 'uploader']],
  grantOperate: [(ingest, role) => ingest.grantOperate(role), ['caller', 'reader', 'uploader', 'operator']],
};

test.each(Object.keys(GRANTS))('%s names the methods and paths of its rights', (name) => {
  const [grant, rights] = GRANTS[name];
  expect(granted(grant).sort()).toEqual(DEFAULT_ROUTES.filter(({ right }) => rights.includes(right)).map(patternOf).sort());
});

test.each(Object.keys(GRANTS))('%s allows no route of another right, as IAM reads stars', (name) => {
  const [grant, rights] = GRANTS[name];
  const patterns = granted(grant);
  for (const { method, path, right } of DEFAULT_ROUTES) {
    const request = `${method} ${path.replace(/\{\w+\}/g, 'x')}`;
    expect([request, patterns.some((pattern) => allows(pattern, request))]).toEqual([request, rights.includes(right)]);
  }
});

test('grantInvoke names the stage of this API, and every method', () => {
  expect(granted((ingest, role) => ingest.grantInvoke(role))).toEqual(['* /*']);
});

test.each(['grantRead', 'grantOperate'] as const)('%s is refused where IAM does not decide', (name) => {
  const { stack, ingest } = ingestStack({ api: { auth: ApiAuth.apiKey() } });
  const role = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  expect(() => ingest[name](role)).toThrow(new RegExp(`${name} gives rights under IAM, and the callers of this API are authorized otherwise`));
});

test('grantUpload gives the bucket alone where IAM does not decide', () => {
  const { stack, ingest } = ingestStack({ api: { auth: ApiAuth.apiKey() } });
  ingest.grantUpload(new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
  const actions = statementsOf(Template.fromStack(stack)).flatMap(({ Action }) => listOf(Action));
  expect(actions).toContain('s3:PutObject');
  expect(actions).not.toContain('execute-api:Invoke');
});
