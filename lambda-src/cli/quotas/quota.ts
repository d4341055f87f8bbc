/** A quota that a stack of this library can run into. */
export interface Quota {
  /** As Service Quotas knows the service. */
  readonly service: string;
  /** The quota's name there; its code where that is known, because names change. */
  readonly name: string;
  readonly code?: string;
  /** What AWS gives each account, taken where Service Quotas does not tell. */
  readonly byDefault: number;
  /** Of the account, not of the region: told in us-east-1 alone. */
  readonly global?: boolean;
  /** The type of which each resource counts as one. Concurrency is counted otherwise. */
  readonly type?: string;
}

/** Executions of functions at the same time, of which Lambda keeps a hundred for functions that reserve none. */
export const CONCURRENCY: Quota = { service: 'lambda', name: 'Concurrent executions', code: 'L-B99A9384', byDefault: 1000 };

/**
 * The quotas that are looked at.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
 */
export const QUOTAS: readonly Quota[] = [
  CONCURRENCY,
  { service: 'apigateway', name: 'Regional APIs', byDefault: 600, type: 'AWS::ApiGateway::RestApi' },
  { service: 'apigateway', name: 'Usage plans', code: 'L-E8693075', byDefault: 300, type: 'AWS::ApiGateway::UsagePlan' },
  { service: 'dynamodb', name: 'Maximum number of tables', code: 'L-F98FE922', byDefault: 2500, type: 'AWS::DynamoDB::Table' },
  { service: 's3', name: 'General purpose buckets', code: 'L-DC2B2D3D', byDefault: 10_000, global: true, type: 'AWS::S3::Bucket' },
  { service: 'wafv2', name: 'Maximum web ACLs per account in WAF for regional', code: 'L-2EC3DE7B', byDefault: 100, type: 'AWS::WAFv2::WebACL' },
  { service: 'iam', name: 'Roles per account', code: 'L-FE177D64', byDefault: 1000, global: true, type: 'AWS::IAM::Role' },
  { service: 'vpc', name: 'VPCs per Region', code: 'L-F678F1CE', byDefault: 5, type: 'AWS::EC2::VPC' },
  { service: 'cloudformation', name: 'Stack count', code: 'L-0485CB21', byDefault: 2000, type: 'AWS::CloudFormation::Stack' },
];
