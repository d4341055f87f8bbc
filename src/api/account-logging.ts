import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { handlerFunction } from '../private/handler-function';

/** Name of the role that is made where the account has none. One for all stacks, because the account's setting is one. */
const ROLE_NAME = 'serverless-ingest-api-gateway-logs';
const MANAGED_POLICY = 'service-role/AmazonAPIGatewayPushToCloudWatchLogs';

/** What the function that sets the role has in common with the others. */
export interface AccountLoggingRoleProps {
  readonly deadLetterQueue?: IQueue;
  readonly logRetention?: RetentionDays;
  readonly importsPrepared?: boolean;
}

/**
 * Sets the role by which API Gateway writes logs in this account and region, only if none is set, and leaves it when
 * the stack goes: other APIs may use it by then. Without one, the first stage with logs fails to deploy.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class AccountLoggingRole extends Construct {
  constructor(scope: Construct, id: string, { deadLetterQueue, logRetention, importsPrepared }: AccountLoggingRoleProps) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    const roleArn = `arn:${partition}:iam::${account}:role/${ROLE_NAME}-${region}`;
    const managedPolicyArn = `arn:${partition}:iam::aws:policy/${MANAGED_POLICY}`;
    const fn = handlerFunction(this, {
      handler: 'account-logging',
      description: 'Sets the role by which API Gateway writes logs, if the account has none',
      timeout: Duration.minutes(3),
      memorySize: 256,
      // It tells of deployments, not of data.
      removalPolicy: RemovalPolicy.DESTROY,
      deadLetterQueue,
      logRetention,
      importsPrepared,
      environment: {},
      outsideOfNetwork: true,
      statements: [
        new PolicyStatement({ actions: ['apigateway:GET', 'apigateway:PATCH'], resources: [`arn:${partition}:apigateway:${region}::/account`] }),
        new PolicyStatement({ actions: ['iam:CreateRole', 'iam:GetRole'], resources: [roleArn] }),
        new PolicyStatement({
          actions: ['iam:AttachRolePolicy'],
          resources: [roleArn],
          conditions: { ArnEquals: { 'iam:PolicyARN': managedPolicyArn } },
        }),
        new PolicyStatement({
          actions: ['iam:PassRole'],
          resources: [roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
        }),
      ],
    });
    new CustomResource(this, 'Setting', {
      serviceToken: fn.functionArn,
      resourceType: 'Custom::ApiGatewayAccountLogging',
      properties: { RoleName: `${ROLE_NAME}-${region}`, ManagedPolicyArn: managedPolicyArn },
      serviceTimeout: Duration.minutes(4),
    }).node.addDependency(fn);
  }
}
