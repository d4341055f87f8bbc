import { APIGatewayClient, paginateGetRestApis, paginateGetUsagePlans } from '@aws-sdk/client-api-gateway';
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { CONCURRENCY, type Quota } from './quota';
import { type AwsAccess, post } from '../aws';
import { s3Config, sdkConfig } from '../sdk';
import { liveStacks } from '../stacks';

/** Lambda lets nobody reserve the last hundred. */
const UNRESERVED = 100;

type Counter = (access: AwsAccess) => Promise<number | undefined>;

const COUNTERS: Record<string, Counter> = {
  'AWS::ApiGateway::RestApi': async (access) => {
    let regional = 0;
    for await (const { items = [] } of paginateGetRestApis({ client: new APIGatewayClient(sdkConfig(access)) }, {})) {
      regional += items.filter(({ endpointConfiguration }) => endpointConfiguration?.types?.includes('REGIONAL') ?? true).length;
    }
    return regional;
  },
  'AWS::ApiGateway::UsagePlan': async (access) => {
    let plans = 0;
    for await (const { items = [] } of paginateGetUsagePlans({ client: new APIGatewayClient(sdkConfig(access)) }, {})) plans += items.length;
    return plans;
  },
  'AWS::DynamoDB::Table': async (access) => {
    let tables = 0;
    for await (const { TableNames = [] } of paginateListTables({ client: new DynamoDBClient(sdkConfig(access)) }, {})) tables += TableNames.length;
    return tables;
  },
  'AWS::S3::Bucket': async (access) => (await new S3Client(s3Config(access)).send(new ListBucketsCommand({}))).Buckets?.length ?? 0,
  'AWS::IAM::Role': async (access) => (await new IAMClient(sdkConfig(access)).send(new GetAccountSummaryCommand({}))).SummaryMap?.Roles,
  'AWS::CloudFormation::Stack': async ({ cloudFormation }) => (await liveStacks(cloudFormation)).length,
  'AWS::WAFv2::WebACL': async (access) => {
    const { statusCode, text } = await post(access, 'wafv2', 'AWS_ENDPOINT_URL_WAFV2', '{"Scope":"REGIONAL","Limit":100}', 'AWSWAF_20190729.ListWebACLs');
    return statusCode === 200 ? (JSON.parse(text) as { WebACLs?: unknown[] }).WebACLs?.length ?? 0 : undefined;
  },
  'AWS::EC2::VPC': async (access) => {
    const { statusCode, text } = await post(access, 'ec2', 'AWS_ENDPOINT_URL_EC2', 'Action=DescribeVpcs&Version=2016-11-15');
    return statusCode === 200 ? text.match(/<vpcId>/g)?.length ?? 0 : undefined;
  },
};

/** How much of a quota the account uses already; undefined where that cannot be seen. */
export async function usedOf(access: AwsAccess, quota: Quota): Promise<number | undefined> {
  if (quota === CONCURRENCY) {
    const { AccountLimit: limit } = await new LambdaClient(sdkConfig(access)).send(new GetAccountSettingsCommand({}));
    const { ConcurrentExecutions: all, UnreservedConcurrentExecutions: free } = limit ?? {};
    return all === undefined || free === undefined ? undefined : all - free + UNRESERVED;
  }
  return COUNTERS[quota.type ?? '']?.(access);
}
