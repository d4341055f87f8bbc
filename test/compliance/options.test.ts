import { join } from 'path';
import { Duration, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { cfnLintErrors } from './cfn-lint';
import { findingsOf, newApp } from './gated-app';
import { ApiDocs, Capacity, Records, ServerlessIngestApi, TlsPolicy, WafGroup, type ServerlessIngestApiProps } from '../../src';
import { ComplianceGate } from '../../src/compliance';

/** Options that a caller may turn on; none of them costs the gate a finding or the template an error. */
const OPTIONS: [string, (stack: Stack) => ServerlessIngestApiProps][] = [
  ['all of monitoring', (stack) => ({
    operations: {
      alarmActions: [new SnsAction(new Topic(stack, 'Topic', { enforceSSL: true }))],
      anomalyDetection: true,
      logSilence: Duration.hours(6),
      dashboard: true,
      detailedMetrics: true,
    },
  })],
  ['a domain and all of the web ACL', (stack) => ({
    api: {
      allowedIpRanges: ['203.0.113.0/24', '2001:db8::/32'],
      wafManagedGroups: [WafGroup.COMMON, WafGroup.IP_REPUTATION],
      wafLogging: true,
      tlsPolicy: TlsPolicy.TLS_1_3,
      domain: {
        domainName: 'ingest.example.com',
        certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-west-2:123456789012:certificate/0f3d5b7a-0000-4000-8000-000000000000'),
        hostedZone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' }),
      },
    },
  })],
  ['a private API with cached responses, limits and delivered logs', (stack) => ({
    api: {
      vpcEndpoints: [InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443 })],
      cache: { size: 1.6, ttl: Duration.minutes(5) },
      methodThrottles: [{ method: 'POST', path: '/uploads', rateLimit: 5, burstLimit: 10 }],
      accessLogDelivery: {},
    },
  })],
  ['a page of documentation for callers', () => ({ api: { docs: ApiDocs.callers() } })],
  ['versions, aliases, gradual deployment and provisioned concurrency', () => ({
    processing: { gradualDeployment: {} }, api: { gradualDeployment: {}, provisionedConcurrency: { min: 1, max: 5 } },
  })],
  ['a network of its own and one key for all parts', (stack) => ({
    network: {}, encryption: { key: new Key(stack, 'Key', { enableKeyRotation: true }) }, processing: { parameters: { rate: new StringParameter(stack, 'Rate', { stringValue: '7' }) } },
  })],
  ['capacity that scales, backups, replication and names', (stack) => ({
    table: { capacity: Capacity.provisioned({ read: 5, write: 5, maxRead: 50, maxWrite: 50 }), backup: {}, tableName: 'rows-{stage}' },
    source: {
      bucketName: 'data-{account}-{region}',
      logBucketName: 'access-logs-{account}-{region}',
      replication: { destination: Bucket.fromBucketName(stack, 'Copy', 'copy-of-data') },
    },
  })],
  ['a backfill by Step Functions over an inventory', (stack) => ({
    records: Records.rows(),
    source: { prefix: 'in/', backfill: { distributed: { inventoryBucket: Bucket.fromBucketName(stack, 'Reports', 'reports-of-data'), inventoryPrefix: 'data/' } } },
  })],
  ['a backfill by Step Functions that lists the bucket, in a network', () => ({ source: { backfill: { distributed: {} } }, network: {} })],
];

test.each(OPTIONS)('B12: %s: no finding beyond the register, no error for cfn-lint', (_, props) => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  new ServerlessIngestApi(stack, 'Ingest', props(stack));
  ComplianceGate.enforce(app);
  expect(findingsOf(app)).toEqual([]);
  expect(cfnLintErrors(join(app.outdir, stack.templateFile))).toEqual([]);
});
