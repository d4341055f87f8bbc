import { readFileSync, writeFileSync } from 'fs';
import { basename, join, relative } from 'path';
import { App, Aspects, CfnResource, Stack, Stage, Token, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { evidenceOf, findingsOf, newApp, ruleIdsOf, tutorial } from './gated-app';
import { ComplianceGate, CompliancePack } from '../../src/compliance';

const REASON = 'written by a test that needs this bucket as it is';

/** The findings on a bucket without any property. */
const BARE_BUCKET = ['AwsSolutions-S1', 'AwsSolutions-S10'];

/** An app with a bucket that has findings. */
function bucketApp() {
  const app = newApp();
  const bucket = new CfnBucket(new Stack(app, 'Own'), 'Bucket', {});
  return { app, bucket };
}

/** An app without a finding. */
function passingApp(gated = true) {
  const app = newApp();
  new CfnQueue(new Stack(app, 'Own'), 'Queue', { redrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:dead', maxReceiveCount: 5 } });
  const gate = gated ? ComplianceGate.enforce(app, { packs: [CompliancePack.SERVERLESS] }) : undefined;
  return { app, evidenceDirectory: gate?.evidenceDirectory ?? '' };
}

const PACK_FILES: Record<CompliancePack, string> = {
  [CompliancePack.AWS_SOLUTIONS]: 'aws-solutions.js',
  [CompliancePack.SERVERLESS]: 'serverless.js',
  [CompliancePack.HIPAA_SECURITY]: 'hipaa-security.js',
  [CompliancePack.NIST_800_53_R4]: 'nist-800-53-r4.js',
  [CompliancePack.NIST_800_53_R5]: 'nist-800-53-r5.js',
  [CompliancePack.PCI_DSS_321]: 'pci-dss-321.js',
};

describe('a gate', () => {
  test('fails a tutorial stack and names each finding with its resource', () => {
    const app = newApp();
    tutorial(app);
    ComplianceGate.enforce(app);

    expect(findingsOf(app).sort()).toEqual([
      'AwsSolutions-DDB3 on Tutorial/Items/Resource',
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] on Tutorial/Handler/ServiceRole/Resource',
      'AwsSolutions-IAM5[Action::s3:GetBucket*] on Tutorial/Handler/ServiceRole/DefaultPolicy/Resource',
      'AwsSolutions-IAM5[Action::s3:GetObject*] on Tutorial/Handler/ServiceRole/DefaultPolicy/Resource',
      'AwsSolutions-IAM5[Action::s3:List*] on Tutorial/Handler/ServiceRole/DefaultPolicy/Resource',
      'AwsSolutions-IAM5[Resource::<Uploads4F6EB0FD.Arn>/*] on Tutorial/Handler/ServiceRole/DefaultPolicy/Resource',
      'AwsSolutions-L1 on Tutorial/Handler/Resource',
      'AwsSolutions-S1 on Tutorial/Uploads/Resource',
      'AwsSolutions-S10 on Tutorial/Uploads/Resource',
      'Serverless-LambdaDLQ on Tutorial/Handler/Resource',
      'Serverless-LambdaDefaultMemorySize on Tutorial/Handler/Resource',
      'Serverless-LambdaDefaultTimeout on Tutorial/Handler/Resource',
      'Serverless-LambdaLatestVersion on Tutorial/Handler/Resource',
      'Serverless-LambdaTracing on Tutorial/Handler/Resource',
    ]);
    expect(evidenceOf(app).passed).toBe(false);
  });

  test('sees the same whether it is called before or after the stacks are made', () => {
    const before = newApp();
    ComplianceGate.enforce(before);
    tutorial(before);
    const after = newApp();
    tutorial(after);
    ComplianceGate.enforce(after);

    expect(findingsOf(before)).toEqual(findingsOf(after));
    expect(findingsOf(before)).not.toHaveLength(0);
  });

  test('passes an app without findings and leaves its template alone', () => {
    const templateOf = ({ app }: { app: App }): unknown => app.synth().getStackByName('Own').template;
    expect(templateOf(passingApp(true))).toEqual(templateOf(passingApp(false)));
  });

  test('sees what aspects change', () => {
    const { app } = bucketApp();
    ComplianceGate.enforce(app);
    Aspects.of(app).add({
      visit(node: IConstruct) {
        if (node instanceof CfnBucket) node.loggingConfiguration = { destinationBucketName: 'logs' };
      },
    });
    expect(ruleIdsOf(app)).toEqual(['AwsSolutions-S10']);
  });

  test('reaches into stages', () => {
    const app = newApp();
    ComplianceGate.enforce(app);
    new CfnBucket(new Stack(new Stage(app, 'Production'), 'Own'), 'Bucket');
    expect(findingsOf(app)).toEqual(BARE_BUCKET.map(id => `${id} on Production/Own/Bucket`));
  });

  test('can hold one stage or one stack, with the evidence below its path', () => {
    const app = newApp();
    new CfnBucket(new Stack(app, 'Free'), 'Bucket');
    const held = new Stack(new Stage(app, 'Production'), 'Own');
    new CfnBucket(held, 'Bucket');
    ComplianceGate.enforce(held);

    expect(findingsOf(app)).toEqual(BARE_BUCKET.map(id => `${id} on Production/Own/Bucket`));
    expect(evidenceOf(app, 'Production', 'Own').scope).toBe('Production/Own');
  });

  test('fails on warnings too', () => {
    const app = newApp();
    tutorial(app);
    ComplianceGate.enforce(app);
    expect(ruleIdsOf(app)).toContain('Serverless-LambdaTracing');
    expect(evidenceOf(app).rules.find(rule => rule.rule === 'Serverless-LambdaTracing')?.level).toBe('warning');
  });

  test('fails where a rule cannot be evaluated', () => {
    const app = newApp();
    const stack = new Stack(app, 'Own');
    new CfnBucket(stack, 'Bucket', {
      loggingConfiguration: { destinationBucketName: 'logs' },
      versioningConfiguration: { status: Token.asString({ 'Fn::If': ['Versioned', 'Enabled', 'Suspended'] }) },
    });
    ComplianceGate.enforce(app, { packs: [CompliancePack.NIST_800_53_R5] });

    expect(() => app.synth()).toThrow(/NIST\.800\.53\.R5-S3BucketVersioningEnabled on Own\/Bucket: the rule could not be evaluated: .*Fn::If/);
    expect(evidenceOf(app).checks).toContainEqual(expect.objectContaining({ rule: 'NIST.800.53.R5-S3BucketVersioningEnabled', verdict: 'error' }));
  });

  test.each(Object.values(CompliancePack))('runs every rule of %s on every resource', pack => {
    const app = newApp();
    tutorial(app);
    ComplianceGate.enforce(app, { packs: [pack] });
    expect(ruleIdsOf(app).every(id => id.startsWith(`${pack}-`))).toBe(true);

    const { rules, resources, checks } = evidenceOf(app);
    const text = readFileSync(require.resolve(`cdk-nag/lib/packs/${PACK_FILES[pack]}`), 'utf8');
    expect(rules).toHaveLength(text.match(/this\.applyRule\(/g)!.length);
    const severalFindings = new Set(checks.filter(check => check.id !== check.rule).map(check => check.rule));
    for (const { rule, counts } of rules.filter(candidate => !severalFindings.has(candidate.rule))) {
      expect([rule, Object.values(counts).reduce((a, b) => a + b)]).toEqual([rule, resources]);
    }
  });

  test('is called once for a scope, with at least one pack', () => {
    const { app, bucket } = bucketApp();
    ComplianceGate.enforce(app);
    expect(() => ComplianceGate.enforce(app)).toThrow("'the app' has a compliance gate already: pass all packs and exceptions in one call");
    expect(() => ComplianceGate.enforce(Stack.of(bucket), { packs: [] })).toThrow('packs is empty');
  });

  test('of a tree without an app needs a place for its evidence', () => {
    expect(() => ComplianceGate.enforce(new Construct(undefined as unknown as Construct, 'Lone'))).toThrow('pass evidenceDirectory');
  });
});

describe('exceptions', () => {
  test('explain the exact finding on a resource or below a construct, and nothing else', () => {
    const { app, bucket } = bucketApp();
    new CfnBucket(Stack.of(bucket), 'BucketTwo');
    const explained = { type: 'AWS::S3::Bucket', verdict: 'explained', explainedBy: 'exception', reason: REASON };
    ComplianceGate.enforce(app, {
      exceptions: [{ id: 'AwsSolutions-S1', path: 'Own/Bucket', reason: REASON }, { id: 'AwsSolutions-S10', path: 'Own', reason: REASON }],
    });

    expect(findingsOf(app)).toEqual(['AwsSolutions-S1 on Own/BucketTwo']);
    expect(evidenceOf(app).checks.filter(check => check.verdict === 'explained')).toEqual([
      { id: 'AwsSolutions-S1', rule: 'AwsSolutions-S1', resource: 'Own/Bucket', ...explained },
      { id: 'AwsSolutions-S10', rule: 'AwsSolutions-S10', resource: 'Own/Bucket', ...explained },
      { id: 'AwsSolutions-S10', rule: 'AwsSolutions-S10', resource: 'Own/BucketTwo', ...explained },
    ]);
  });

  test('name one finding, not the rule behind several', () => {
    const app = newApp();
    tutorial(app);
    ComplianceGate.enforce(app, {
      exceptions: [
        { id: 'AwsSolutions-IAM5', path: 'Tutorial', reason: REASON },
        { id: 'AwsSolutions-IAM5[Action::s3:List*]', path: 'Tutorial', reason: REASON },
      ],
    });
    const left = ruleIdsOf(app);
    expect(left).toContain('AwsSolutions-IAM5[Action::s3:GetObject*]');
    expect(left).not.toContain('AwsSolutions-IAM5[Action::s3:List*]');
  });

  test('that explain nothing are stale', () => {
    const { app } = bucketApp();
    ComplianceGate.enforce(app, { exceptions: [{ id: 'AwsSolutions-SQS3', path: 'Own/Bucket', reason: REASON }] });
    findingsOf(app);
    expect(evidenceOf(app).warnings).toEqual([
      'the exception AwsSolutions-SQS3 on Own/Bucket explains nothing: remove it, or correct its id or path',
    ]);
    expect(evidenceOf(app).exceptions).toEqual([{ id: 'AwsSolutions-SQS3', path: 'Own/Bucket', reason: REASON, findings: 0 }]);
  });

  test.each([
    [{ id: 'AwsSolutions-S1', path: 'Own', reason: 'we want it' },
      "the exception AwsSolutions-S1 on Own has the reason 'we want it': say in at least 20 characters why the finding is accepted"],
    [{ id: 'AwsSolutions-S1', path: 'Own', reason: ' '.repeat(40) }, 'say in at least 20 characters'],
    [{ id: 'AwsSolutions-S1', path: '', reason: REASON }, "the exception AwsSolutions-S1 has the path ''"],
    [{ id: 'AwsSolutions-S1', path: 'Own/', reason: REASON }, "the exception AwsSolutions-S1 has the path 'Own/'"],
    [{ id: ' ', path: 'Own', reason: REASON }, "the exception on 'Own' has no id"],
    [{ id: 'AwsSolutions-S1', path: Token.asString({ Ref: 'Own' }), reason: REASON }, 'has a path with a token in it'],
  ])('%j is refused', (exception, message) => {
    expect(() => ComplianceGate.enforce(newApp(), { exceptions: [exception] })).toThrow(message);
  });
});

describe('acknowledgements on constructs', () => {
  test.each(['AwsSolutions-S1', 'AwsSolutions::AwsSolutions-S1'])('%s silences nothing', id => {
    const { app, bucket } = bucketApp();
    Validations.of(bucket).acknowledge({ id, reason: 'a construct wants this to be silent' });
    ComplianceGate.enforce(app);
    expect(ruleIdsOf(app)).toEqual(BARE_BUCKET);
  });

  test('that would have silenced a pack are listed', () => {
    const { app, bucket } = bucketApp();
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: 'a construct wants this to be silent' });
    ComplianceGate.enforce(app);
    findingsOf(app);
    expect(evidenceOf(app).warnings).toEqual([
      'AwsSolutions-S1 on Own/Bucket is acknowledged on a construct, which the gate does not count: pass it as an exception',
    ]);
  });
});

describe('evidence', () => {
  test('goes where the props say and is the same in every run', () => {
    const texts = [1, 2].map(() => {
      const app = newApp();
      tutorial(app);
      const gate = ComplianceGate.enforce(app, { evidenceDirectory: relative(process.cwd(), join(app.outdir, 'elsewhere')) });
      findingsOf(app);
      expect(gate.evidenceDirectory).toBe(join(app.outdir, 'elsewhere'));
      return ['evidence.json', 'evidence.html'].map(name => readFileSync(join(gate.evidenceDirectory, name), 'utf8'));
    });
    expect(texts[0]).toEqual(texts[1]);
    expect(texts[0].join()).not.toMatch(/20\d\d-\d\d-\d\d/);
  });

  test('is written over that of an earlier run, which the CDK must not take for a change of the cloud assembly', () => {
    const { app, evidenceDirectory } = passingApp();
    app.synth();
    writeFileSync(join(evidenceDirectory, 'evidence.json'), 'of an earlier run');
    expect(findingsOf(app)).toEqual([]);
    expect(evidenceOf(app)).toMatchObject({ passed: true, resources: 1, warnings: [] });
  });

  test('of an app without a resource says that it shows nothing', () => {
    const app = newApp();
    ComplianceGate.enforce(app);
    expect(findingsOf(app)).toEqual([]);
    expect(evidenceOf(app)).toMatchObject({ resources: 0, warnings: ['there is no resource in this scope, so nothing was checked'] });
  });

  test('lists resources that no rule looks at', () => {
    const { app, bucket } = bucketApp();
    new CfnResource(Stack.of(bucket), 'Global', { type: 'AWS::DynamoDB::GlobalTable' });
    ComplianceGate.enforce(app);
    findingsOf(app);
    expect(evidenceOf(app).unseen).toEqual([{ resource: 'Own/Global', type: 'AWS::DynamoDB::GlobalTable' }]);
  });

  test('is a page that loads nothing and escapes what it shows', () => {
    const { app } = bucketApp();
    const { evidenceDirectory } = ComplianceGate.enforce(app, {
      exceptions: [{ id: 'AwsSolutions-S1', path: 'Own/Bucket', reason: 'because of <script>alert("x")</script> & more' }],
    });
    findingsOf(app);
    const page = readFileSync(join(evidenceDirectory, 'evidence.html'), 'utf8');
    expect(page).toContain('because of &#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62; &#38; more');
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|src=|href=|https?:/);
    expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en">[^]*<\/html>\n$/);
    for (const rule of evidenceOf(app).rules) expect(page).toContain(rule.rule);
    expect(page).not.toContain(basename(app.outdir));
  });
});
