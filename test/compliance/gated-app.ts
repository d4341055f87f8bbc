import { mkdtempSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Evidence } from '../../src/compliance/private/evidence';

/** An app whose cloud assembly is a fresh temporary folder. */
export function newApp(context: Record<string, unknown> = {}): App {
  return new App({ outdir: mkdtempSync(join(tmpdir(), 'compliance-')), context });
}

/** What a gate says about an app: `<finding> on <path>` for each finding that fails it. */
export function findingsOf(app: App): string[] {
  try {
    app.synth({ force: true });
    return [];
  } catch (error) {
    const lines = (error as Error).message.split('\n').map(line => line.trim()).filter(line => line.startsWith('['));
    if (lines.length === 0) throw error;
    return lines.flatMap(line => /\[(?:\S+\/)?ComplianceGate\] (\S+ on .+?): /.exec(line)?.[1] ?? []);
  }
}

/** The ids of the findings that fail an app, each once. */
export function ruleIdsOf(app: App): string[] {
  return [...new Set(findingsOf(app).map(finding => finding.split(' on ')[0]))].sort();
}

/** What a gate wrote about an app. */
export function evidenceOf(app: App, ...below: string[]): Evidence {
  return JSON.parse(readFileSync(join(app.outdir, 'compliance', ...below, 'evidence.json'), 'utf8')) as Evidence;
}

/** What every tutorial builds: constructs of the AWS CDK with their defaults. */
export function tutorial(scope: Construct, id = 'Tutorial'): Stack {
  const stack = new Stack(scope, id);
  const bucket = new Bucket(stack, 'Uploads');
  const table = new Table(stack, 'Items', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const handler = new Function(stack, 'Handler', {
    runtime: Runtime.NODEJS_20_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
  });
  bucket.grantRead(handler);
  table.grantReadWriteData(handler);
  return stack;
}
