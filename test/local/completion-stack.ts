import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat, AuthorizationType, LogGroupLogDestination, MockIntegration, RequestValidator, RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { CfnScalableTarget } from 'aws-cdk-lib/aws-applicationautoscaling';
import { AttributeType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StackBuilder } from '../../local/stack';

/** Name of the function's environment variable that completion must not lose. */
export const KEPT = 'KEPT';

/** One resource of each kind, with every property that the emulator drops, and one resource that it refuses. */
export const completionStack: StackBuilder = (app) => {
  const stack = new Stack(app, 'Completion');
  const key = new Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
  const logs = new Bucket(stack, 'Logs');
  const files = new Bucket(stack, 'Files', {
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    versioned: true,
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: 'files/',
    autoDeleteObjects: true,
    removalPolicy: RemovalPolicy.DESTROY,
    lifecycleRules: [
      { id: 'aborted', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      { id: 'old', noncurrentVersionExpiration: Duration.days(7), noncurrentVersionsToRetain: 2 },
      {
        id: 'tagged',
        prefix: 'in/',
        tagFilters: { keep: 'no' },
        expiration: Duration.days(30),
        transitions: [{ storageClass: StorageClass.GLACIER, transitionAfter: Duration.days(10) }],
      },
    ],
  });
  const table = new Table(stack, 'Ledger', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    readCapacity: 1,
    writeCapacity: 1,
    timeToLiveAttribute: 'expires',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: key,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const scaling = new CfnScalableTarget(stack, 'Scaling', {
    minCapacity: 1,
    maxCapacity: 2,
    resourceId: `table/${table.tableName}`,
    scalableDimension: 'dynamodb:table:ReadCapacityUnits',
    serviceNamespace: 'dynamodb',
  });

  const vpc = new Vpc(stack, 'Vpc', {
    maxAzs: 1,
    natGateways: 0,
    subnetConfiguration: [{ name: 'in', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  const group = new SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false });
  const dead = new Queue(stack, 'Dead');
  const work = new Function(stack, 'Work', {
    runtime: Runtime.NODEJS_LATEST,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async ({ fail }) => { if (fail) throw new Error(fail); return process.env; };'),
    environment: { [KEPT]: 'kept' },
    environmentEncryption: key,
    deadLetterQueue: dead,
    retryAttempts: 0,
    tracing: Tracing.ACTIVE,
    reservedConcurrentExecutions: 3,
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    securityGroups: [group],
  });
  work.node.addDependency(scaling);

  const api = new RestApi(stack, 'Api', {
    cloudWatchRole: false,
    deployOptions: {
      accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'Access')),
      accessLogFormat: AccessLogFormat.custom('{"id":"$context.requestId"}'),
    },
  });
  const requestValidator = new RequestValidator(stack, 'Validator', { restApi: api, validateRequestParameters: true });
  const integration = new MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode":200}' },
    integrationResponses: [{ statusCode: '200' }],
  });
  api.root.addMethod('GET', integration, {
    authorizationType: AuthorizationType.NONE,
    requestValidator,
    requestParameters: { 'method.request.querystring.must': true },
    methodResponses: [{ statusCode: '200' }],
  });
  const outputs = {
    Bucket: files.bucketName, Table: table.tableName, Function: work.functionName, DeadLetters: dead.queueUrl, Api: api.restApiId,
  };
  for (const [id, value] of Object.entries(outputs)) new CfnOutput(stack, `${id}Id`, { value });
  return stack;
};
