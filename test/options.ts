import { Duration, type Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { ApiAuth, ApiDocs, Capacity, EventDelivery, LogLevel, Records, type ServerlessIngestApiProps } from '../src';

/** An option, and every kind of resource that it names: `type path`, as far as the default has it not. */
export interface Option {
  readonly name: string;
  readonly props: (stack: Stack) => ServerlessIngestApiProps;
  readonly makes: readonly RegExp[];
}

const option = (name: string, props: Option['props'], ...makes: RegExp[]): Option => ({ name, props, makes });
const TOPIC = 'arn:aws:sns:us-west-2:123456789012:topic';
const CERTIFICATE = 'arn:aws:acm:us-west-2:123456789012:certificate/0f3d5b7a-0000-4000-8000-000000000000';

const MAINTENANCE = [/ Maintenance\//, / Api\/RestApi\/Default\/(jobs|objects\/\{id\}\/replay)\//, /::Model Api\/createJobBody\//];
const QUARANTINE = / Source\/Quarantine\/Bucket\//;
const API_KEY = / Api\/RestApi\/(Key|UsagePlan)\//;

export const OPTIONS: readonly Option[] = [
  option('stage', () => ({ stage: 'dev' }), /::Stage Api\/RestApi\/DeploymentStage\.dev\//),
  option('names', () => ({ source: { bucketName: 'data-{account}-{region}' }, table: { tableName: 'rows' } })),
  option('filter', () => ({ source: { prefix: 'in/', suffixes: ['.csv', '.json'] } })),
  option('timeout', () => ({ processing: { timeout: Duration.seconds(10), memorySize: 1024, reservedConcurrentExecutions: 10 } })),
  option('capacity', () => ({ table: { capacity: Capacity.provisioned({ read: 5, write: 5 }), recoveryPeriodInDays: 7 } })),
  option('tags', () => ({ operations: { tags: { project: 'x' }, allowedRegions: ['us-west-2'], logLevel: LogLevel.ERROR } })),
  option('alarmActions', (stack) => ({ operations: { alarmActions: [new SnsAction(Topic.fromTopicArn(stack, 'Topic', TOPIC))] } })),
  option('detailedMetrics', () => ({ operations: { detailedMetrics: true } })),
  option('layers', (stack) => ({ processing: { layers: [LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:us-west-2:123456789012:layer:extension:3')] } })),
  option('key', (stack) => ({ encryption: { key: new Key(stack, 'Key') } })),
  option('cache', () => ({ api: { cache: {} } })),
  option('methodThrottles', () => ({ api: { methodThrottles: [{ method: 'POST', path: '/uploads', rateLimit: 5, burstLimit: 10 }] } })),
  option('basicExecutionRole', () => ({ operations: { basicExecutionRole: true } })),
  option('parameters', (stack) => ({ processing: { parameters: { rate: StringParameter.fromStringParameterName(stack, 'Rate', '/rate') } } })),
  option('rows', () => ({ records: Records.rows() }), QUARANTINE, ...MAINTENANCE),
  option('upsert', () => ({ records: Records.upsert({ partitionKey: 'id' }) }), QUARANTINE, ...MAINTENANCE, / Api\/RestApi\/Default\/records\//),
  option('maintenance', () => ({ operations: { maintenance: true } }), ...MAINTENANCE),
  option('backfill', () => ({ source: { backfill: {} } }), / Source\/BackfillQueue\//, /::EventSourceMapping Processor\/BackfillMessages\//, ...MAINTENANCE),
  option('EventBridge', () => ({ source: { events: EventDelivery.EVENT_BRIDGE } }), /::Rule Source\/ObjectEvents\//),
  option('replication', (stack) => ({ source: { replication: { destination: Bucket.fromBucketName(stack, 'Copy', 'copy') } } }), / Source\/Bucket\/Replication\/Role\//),
  option('scaling', () => ({ table: { capacity: Capacity.provisioned({ read: 5, write: 5, maxRead: 50, maxWrite: 50 }) } }), /AWS::ApplicationAutoScaling::\w+ Storage\//),
  option('backup', () => ({ table: { backup: {} } }), / Storage\/Backup\//),
  option('replicas', () => ({ table: { replicas: [{ region: 'eu-west-1' }] } }), /::GlobalTable Storage\//),
  option('alias', () => ({ processing: { alias: 'live' }, api: { alias: 'live' } }), /AWS::Lambda::Alias /, /AWS::Lambda::Version /),
  option('gradualDeployment', () => ({ processing: { gradualDeployment: {} } }), /AWS::Lambda::(Alias|Version) Processor\//, / Processor\/Deployment/),
  option('provisionedConcurrency', () => ({ api: { provisionedConcurrency: { min: 1, max: 5 } } }), /AWS::Lambda::(Alias|Version) Api\//, /AWS::ApplicationAutoScaling::\w+ Api\/Alias\//),
  option('API key', () => ({ api: { auth: ApiAuth.apiKey() } }), API_KEY),
  option('requireApiKey', () => ({ api: { requireApiKey: true } }), API_KEY),
  option('Cognito', (stack) => ({ api: { auth: ApiAuth.cognito(UserPool.fromUserPoolId(stack, 'Pool', 'us-west-2_abc')) } }), /::Authorizer Api\//),
  option('cors', () => ({ api: { cors: { origins: ['https://app.example.com'] } } }), /::Method Api\/RestApi\/.*\/OPTIONS\//),
  option('docs', () => ({ api: { docs: ApiDocs.callers() } }), / Api\/RestApi\/Default\/docs\//),
  option('domain', (stack) => ({ api: { domain: { domainName: 'a.example.com', certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE) } } }), / Api\/Domain\//),
  option('allowedIpRanges', () => ({ api: { allowedIpRanges: ['203.0.113.0/24', '2001:db8::/32'] } }), /::IPSet Api\//),
  option('wafLogging', () => ({ api: { wafLogging: true } }), / Api\/WebAclLog(s|ging)/),
  option('accessLogDelivery', () => ({ api: { accessLogDelivery: {} } }), / Api\/AccessLogDelivery\//),
  option('dashboard', () => ({ operations: { dashboard: true } }), /::Dashboard Monitoring\//),
  option('logSilence', () => ({ operations: { logSilence: Duration.hours(6) } }), /::Alarm Monitoring\/\w+LogsSilent\//),
  option('anomalyDetection', () => ({ operations: { anomalyDetection: true } }), /::Alarm Monitoring\/Unusual\w+\//),
  option('configRules', () => ({ operations: { configRules: true } }), /::ConfigRule ConfigRules\//),
  option('loggingPolicy', () => ({ operations: { loggingPolicy: true } }), /::(Managed)?Policy .*\/LoggingPolicy\//),
  option('managedPolicies', () => ({ operations: { managedPolicies: true } }), /AWS::IAM::ManagedPolicy /),
  option('announceTo', (stack) => ({ operations: { announceTo: EventBus.fromEventBusName(stack, 'Bus', 'default') } })),
  option('network', () => ({ network: {} }), / Network\//),
];
