import { execFileSync } from 'child_process';
import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Period } from 'aws-cdk-lib/aws-apigateway';
import { FeaturePlan, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { cfnLintErrors } from './cfn-lint';
import { evidenceOf, findingsOf, newApp, ruleIdsOf, tutorial } from './gated-app';
import { AccountLogging, ApiAuth, ApiDocs, ClientKey, Format, Preset, Records, ServerlessIngestApi, ServerlessIngestApiProps, Tenancy } from '../../src';
import { routesOf } from '../../src/api/routes';
import { ComplianceGate, CompliancePack } from '../../src/compliance';

/** What is there without jobs. */
const DEFAULT_ROUTES = routesOf();

function pipeline(props: (stack: Stack) => ServerlessIngestApiProps = () => ({})) {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  const ingest = new ServerlessIngestApi(stack, 'Ingest', props(stack));
  ComplianceGate.enforce(app);
  return { app, stack, ingest };
}

/** A pool that has no finding of its own. */
function userPool(stack: Stack): UserPool {
  return new UserPool(stack, 'Users', {
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: false },
    featurePlan: FeaturePlan.PLUS,
    passwordPolicy: { minLength: 12, requireLowercase: true, requireUppercase: true, requireDigits: true, requireSymbols: true },
  });
}

/** Which register entries explain findings, and what else is not compliant. */
function summaryOf(app: ReturnType<typeof newApp>) {
  const evidence = evidenceOf(app);
  return {
    register: evidence.register.filter(entry => entry.findings > 0).map(entry => entry.id),
    exceptions: evidence.checks.filter(check => check.explainedBy === 'exception'),
    open: evidence.checks.filter(check => check.verdict === 'non-compliant' || check.verdict === 'error').map(check => check.id),
    warnings: evidence.warnings,
  };
}

const ROOT = join(__dirname, '..', '..');
const CLEAN = { exceptions: [], open: [], warnings: [] };
const WITHOUT_COGNITO = ComplianceGate.register.map(entry => entry.id).filter(id => /^(AwsSolutions|Serverless)-/.test(id) && !id.includes('state machine'));

describe('the default pipeline', () => {
  test('B12: has nothing beyond the five entries of the register', () => {
    const { app } = pipeline();
    expect(findingsOf(app)).toEqual([]);
    expect(summaryOf(app)).toEqual({ register: WITHOUT_COGNITO, ...CLEAN });
  });

  test('has no more with a Lambda authorizer, tenants and pages of another origin', () => {
    const { app } = pipeline(stack => ({
      api: {
        auth: ApiAuth.lambdaAuthorizer(Function.fromFunctionArn(stack, 'Authorizer', 'arn:aws:lambda:eu-west-1:123456789012:function:authorizer')),
        tenancy: Tenancy.authorizerContext(),
        cors: { origins: ['https://app.example.com'] },
      },
    }));
    expect(findingsOf(app)).toEqual([]);
  });

  test('has four with a Cognito pool, and pages of another origin change nothing', () => {
    const { app } = pipeline(stack => ({ api: { auth: ApiAuth.cognito(userPool(stack)), cors: { origins: ['https://app.example.com'] } } }));
    expect(findingsOf(app)).toEqual([]);
    expect(summaryOf(app)).toEqual({ register: WITHOUT_COGNITO.filter(id => id !== 'AwsSolutions-COG4'), ...CLEAN });
  });

  test('has four with a Cognito pool', () => {
    const { app } = pipeline(stack => ({ api: { auth: ApiAuth.cognito(userPool(stack)) } }));
    expect(findingsOf(app)).toEqual([]);
    expect(summaryOf(app)).toEqual({ register: WITHOUT_COGNITO.filter(id => id !== 'AwsSolutions-COG4'), ...CLEAN });
  });

  test.each<[string, ServerlessIngestApiProps]>([
    ['rows', { records: Records.rows({ format: Format.csv() }) }],
    ['a prefix', { source: { prefix: 'in/', suffixes: ['.csv'] } }],
    ['another stage', { stage: 'test' }],
    ['pages of another origin', { api: { cors: { origins: ['https://app.example.com', 'https://b.example.com'] } } }],
  ])('stays clean with %s', (_, props) => {
    const { app } = pipeline(() => props);
    expect(findingsOf(app)).toEqual([]);
    expect(summaryOf(app)).toEqual({ register: WITHOUT_COGNITO, ...CLEAN });
  });

  test('stays clean with a bucket of another stack, whose findings are its owner\'s', () => {
    const { app } = pipeline(stack => ({ source: { bucket: new Bucket(new Stack(stack.node.root as App, 'Shared'), 'Files') } }));
    expect(findingsOf(app).sort()).toEqual(['AwsSolutions-S1 on Shared/Files/Resource', 'AwsSolutions-S10 on Shared/Files/Resource']);
    expect(summaryOf(app).register).toEqual(WITHOUT_COGNITO);
  });

  test('ran every rule of both packs', () => {
    const { app } = pipeline();
    app.synth();
    const { packs, rules, checks } = evidenceOf(app);
    expect(packs.map(({ pack, rules: count }) => [pack, count])).toEqual([['AwsSolutions', 131], ['Serverless', 18]]);
    expect(rules).toHaveLength(149);
    expect(checks.map(check => check.rule)).toEqual(expect.arrayContaining([
      'AwsSolutions-APIG1', 'AwsSolutions-APIG2', 'AwsSolutions-APIG3', 'AwsSolutions-APIG4', 'AwsSolutions-APIG6', 'AwsSolutions-DDB3',
      'AwsSolutions-IAM4', 'AwsSolutions-IAM5', 'AwsSolutions-L1', 'AwsSolutions-S1', 'AwsSolutions-S10', 'AwsSolutions-SQS3', 'AwsSolutions-SQS4',
      'Serverless-APIGWAccessLogging', 'Serverless-APIGWDefaultThrottling', 'Serverless-APIGWStructuredLogging', 'Serverless-APIGWXrayEnabled',
      'Serverless-CloudWatchLogGroupRetentionPeriod', 'Serverless-LambdaDLQ', 'Serverless-LambdaTracing', 'Serverless-SQSRedrivePolicy',
    ]));
  });
});

describe('what the caller relaxes fires', () => {
  test.each<[string, ServerlessIngestApiProps, string[]]>([
    ['no web ACL', { api: { waf: false } }, ['AwsSolutions-APIG3']],
    ['no API logs', { api: { accountLogging: AccountLogging.OFF } }, ['AwsSolutions-APIG1', 'AwsSolutions-APIG6', 'Serverless-APIGWAccessLogging']],
    ['API keys', { api: { auth: ApiAuth.apiKey() } }, ['AwsSolutions-APIG4', 'AwsSolutions-COG4']],
    ['a key besides IAM', { api: { requireApiKey: true } }, []],
    ['no tracing', { operations: { tracing: false } }, ['Serverless-APIGWXrayEnabled', 'Serverless-LambdaTracing']],
    ['no recovery of the table', { table: { pointInTimeRecovery: false } }, ['AwsSolutions-DDB3']],
    ['an old runtime', { processing: { runtime: Runtime.NODEJS_20_X } }, ['AwsSolutions-L1', 'Serverless-LambdaLatestVersion']],
    ['the preset sandbox', { preset: Preset.SANDBOX }, [
      'AwsSolutions-APIG1', 'AwsSolutions-APIG3', 'AwsSolutions-APIG6', 'AwsSolutions-DDB3', 'AwsSolutions-S1',
      'Serverless-APIGWAccessLogging',
    ]],
  ])('%s', (_, props, rules) => {
    const { app } = pipeline(() => props);
    expect(ruleIdsOf(app)).toEqual(rules);
  });
});

describe('ApiAuth.none', () => {
  test('stands in the evidence with its reason, as the exception of the app that it is', () => {
    const { app } = pipeline(() => ({ api: { auth: ApiAuth.none('these prices are public') } }));
    expect(findingsOf(app)).toEqual([]);
    const { checks, exceptions, warnings } = evidenceOf(app);
    const reason = 'ApiAuth.none: these prices are public';
    expect(exceptions).toEqual(['APIG4', 'COG4'].map(rule => ({ id: `AwsSolutions-${rule}`, path: 'Stack/Ingest/Api', reason, findings: DEFAULT_ROUTES.length })));
    const explained = checks.filter(check => check.explainedBy === 'exception');
    expect(new Set(explained.map(check => check.reason))).toEqual(new Set([reason]));
    expect(explained).toHaveLength(2 * DEFAULT_ROUTES.length);
    expect(warnings).toEqual([]);
  });

  test('excuses nothing but its own API', () => {
    const { app } = pipeline(() => ({ api: { auth: ApiAuth.none('these prices are public'), waf: false } }));
    new ServerlessIngestApi(new Stack(app, 'Other'), 'Ingest', { api: { auth: ApiAuth.apiKey() } });
    expect(ruleIdsOf(app)).toEqual(['AwsSolutions-APIG3', 'AwsSolutions-APIG4', 'AwsSolutions-COG4']);
    expect(findingsOf(app).filter(finding => finding.startsWith('AwsSolutions-APIG4')).every(finding => finding.includes(' on Other/'))).toBe(true);
  });

  test('leaves no stale exception where its rules do not run', () => {
    const app = newApp();
    new ServerlessIngestApi(new Stack(app, 'Stack'), 'Ingest', { api: { auth: ApiAuth.none('these prices are public') } });
    ComplianceGate.enforce(app, { packs: [CompliancePack.SERVERLESS] });
    expect(findingsOf(app)).toEqual([]);
    expect(evidenceOf(app)).toMatchObject({ exceptions: [], warnings: [] });
  });
});

test('an open page of documentation stands in the evidence with its reason, alone', () => {
  const { app } = pipeline((stack) => ({ api: { auth: ApiAuth.cognito(userPool(stack)), docs: ApiDocs.anyone('it holds nothing of the API') } }));
  expect(findingsOf(app)).toEqual([]);
  const { exceptions, warnings } = evidenceOf(app);
  const path = 'Stack/Ingest/Api/RestApi/Default/docs/GET';
  expect(exceptions).toEqual(['APIG4', 'COG4'].map(rule => ({ id: `AwsSolutions-${rule}`, path, reason: 'ApiDocs.anyone: it holds nothing of the API', findings: 1 })));
  expect(warnings).toEqual([]);
});

describe('beside the pipeline', () => {
  test('a tutorial stack fails with all of its findings, and the pipeline adds none', () => {
    const alone = newApp();
    tutorial(alone);
    ComplianceGate.enforce(alone);
    const { app } = pipeline();
    tutorial(app);
    expect(findingsOf(app)).toEqual(findingsOf(alone));
    expect(findingsOf(app)).not.toHaveLength(0);
  });

  test('what the caller grants his own role is his finding', () => {
    const { app, stack, ingest } = pipeline();
    ingest.grantUpload(new Role(stack, 'Partner', { assumedBy: new ServicePrincipal('transfer.amazonaws.com') }));
    const [objects, ...uploads] = findingsOf(app);
    expect(objects).toMatch(/^AwsSolutions-IAM5\[Resource::<.+\.Arn>\/\*\] on Stack\/Partner\/DefaultPolicy\/Resource$/);
    // Ids of uploads are not known at deployment either.
    for (const finding of uploads) expect(finding).toMatch(/^AwsSolutions-IAM5\[Resource::.+\/multipart-uploads\/.+\] on Stack\/Partner\/DefaultPolicy\/Resource$/);
  });

  test.each([
    ['everything', '*'],
    ['another bucket', 'arn:aws:s3:::other/*'],
  ])('what the caller adds to a role of the pipeline is a finding: %s', (_, resource) => {
    const { app, ingest } = pipeline();
    ingest.processor.function.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: [resource] }));
    expect(findingsOf(app)).toEqual([`AwsSolutions-IAM5[Resource::${resource}] on Stack/Ingest/Processor/Role/DefaultPolicy/Resource`]);
  });
});

describe('the template', () => {
  test('B12: has no error for cfn-lint', () => {
    const { app, stack } = pipeline();
    expect(cfnLintErrors(join(app.synth().directory, stack.templateFile))).toEqual([]);
  });

  test('has none with keys, an authorizer, tenants and pages of other origins either', () => {
    const { app, stack } = pipeline(scope => ({
      api: {
        auth: ApiAuth.lambdaAuthorizer(Function.fromFunctionArn(scope, 'Authorizer', 'arn:aws:lambda:eu-west-1:123456789012:function:authorizer')),
        tenancy: Tenancy.authorizerContext(),
        cors: { origins: ['https://app.example.com', 'http://localhost:3000'] },
        requireApiKey: true,
        apiKeys: [ClientKey.generated('partner'), ClientKey.fromSecret('reports', Secret.fromSecretNameV2(scope, 'Reports', 'reports'))],
        operatorApiKeys: [ClientKey.generated('operations')],
        usagePlan: { rateLimit: 10, burstLimit: 20, quota: { limit: 1000, period: Period.DAY } },
      },
    }));
    expect(cfnLintErrors(join(app.synth().directory, stack.templateFile))).toEqual([]);
  });

  test('would have, if it were wrong', () => {
    const template = join(mkdtempSync(join(tmpdir(), 'lint-')), 'wrong.json');
    writeFileSync(template, JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'long' } } } }));
    expect(cfnLintErrors(template)).not.toEqual([]);
  });

  test('has nothing of the gate in it', () => {
    const { app } = pipeline();
    expect(JSON.stringify(app.synth().getStackByName('Stack').template)).not.toMatch(/cdk_nag|ComplianceGate|rules_to_suppress/);
  });
});

test('no construct acknowledges anything', () => {
  const callers = execFileSync('git', ['grep', '--untracked', '-lE', 'acknowledge|NagSuppressions|cdk_nag', '--', 'src'], { cwd: ROOT, encoding: 'utf8' });
  expect(callers.trim().split('\n').filter(file => !file.startsWith('src/compliance/'))).toEqual([]);
});
