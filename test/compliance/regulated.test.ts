import { join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { cfnLintErrors } from './cfn-lint';
import { findingsOf, newApp, ruleIdsOf } from './gated-app';
import { regulatedStack } from './regulated-stack';
import { ComplianceGate, CompliancePack, Preset, Quarantine, Records, ServerlessIngestApi, type ServerlessIngestApiProps } from '../../src';

function regulated(change?: (props: ServerlessIngestApiProps) => ServerlessIngestApiProps) {
  const app = newApp();
  const stack = regulatedStack(app, change);
  ComplianceGate.enforce(app, { packs: Object.values(CompliancePack) });
  return { app, stack };
}

test('holds to all six packs, and has no error for cfn-lint', () => {
  const { app, stack } = regulated();
  expect(findingsOf(app)).toEqual([]);
  expect(cfnLintErrors(join(app.outdir, stack.templateFile))).toEqual([]);
});

test.each<[string, (props: ServerlessIngestApiProps) => ServerlessIngestApiProps, RegExp]>([
  ['no log of the web ACL', (props) => ({ ...props, api: { wafLogging: false } }), /-WAFv2LoggingEnabled$/],
  ['no client certificate', (props) => ({ ...props, api: { clientCertificate: false } }), /-APIGWSSLEnabled$/],
  ['inline policies', (props) => ({ ...props, operations: { ...props.operations, managedPolicies: false } }), /-IAMNoInlinePolicy$/],
  ['no backups', (props) => ({ ...props, table: { backup: undefined } }), /-DynamoDBInBackupPlan$/],
  ['concurrency that is not set apart', (props) => ({ ...props, api: { reservedConcurrentExecutions: undefined } }), /-LambdaConcurrency$/],
  ['the standard preset', (props) => ({ ...props, preset: Preset.STANDARD, network: undefined }), /-LambdaInsideVPC$/],
  ['no copies', (props) => ({ ...props, preset: Preset.STANDARD, source: { logBucket: props.source?.logBucket, importsPrepared: true } }), /-S3BucketReplicationEnabled$/],
  ['no key', (props) => ({ ...props, preset: Preset.STANDARD, encryption: undefined }), /-CloudWatchLogGroupEncrypted$/],
  ['nobody who is told', (props) => ({ ...props, preset: Preset.STANDARD, operations: {} }), /-CloudWatchAlarmAction$/],
])('what the caller relaxes fires: %s', (_, change, rule) => {
  expect(ruleIdsOf(regulated(change).app)).toContainEqual(expect.stringMatching(rule));
});

test('says what it cannot make by itself', () => {
  const stack = new Stack(newApp(), 'Stack');
  expect(() => new ServerlessIngestApi(stack, 'Ingest', { preset: Preset.REGULATED }))
    .toThrow(/pass network.vpc.*; source.logBucket.*; source.replication.*; encryption.key.*; operations.alarmActions/);
});

test('has a distributed backfill too', () => {
  const backfill = { distributed: { inventoryBucket: Bucket.fromBucketName(new Stack(), 'Reports', 'reports') } };
  expect(findingsOf(regulated((props) => ({ ...props, source: { ...props.source, backfill } })).app)).toEqual([]);
});

test('reads records too', () => {
  const rows = (quarantine?: Quarantine) => regulated((props) => ({ ...props, records: Records.rows(), source: { ...props.source, quarantine } }));
  expect(() => rows()).toThrow(/pass source.quarantine/);
  expect(findingsOf(rows(Quarantine.inBucket(Bucket.fromBucketName(new Stack(), 'Rejected', 'rejected'))).app)).toEqual([]);
});
