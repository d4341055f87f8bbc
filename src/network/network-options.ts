import { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';

/** What the caller may say about where the functions run. */
export interface NetworkOptions {
  /**
   * A VPC of the caller's.
   *
   * @default - one is created: two availability zones, isolated subnets, flow logs, no NAT and no route to the internet
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of the VPC.
   *
   * @default - the isolated ones
   */
  readonly subnets?: SubnetSelection;

  /**
   * Security groups of the functions.
   *
   * @default - one is created, without ingress, with HTTPS as the only egress
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Address range of the VPC that is created, /16 to /26.
   *
   * @default '10.0.0.0/24'
   */
  readonly cidr?: string;

  /**
   * Gateway endpoints for S3 and DynamoDB, free of charge, that let through calls to the bucket and the table of this pipeline alone.
   * Turn them off where the VPC has its own: a route table takes one of each.
   *
   * @default true
   */
  readonly gatewayEndpoints?: boolean;

  /**
   * Interface endpoints for the services that the functions use beyond these: SQS; Lambda where jobs run; Systems Manager and Secrets Manager
   * where parameters or secrets are given; EventBridge and Step Functions where they are used. About 7.30 USD a month for each of them and availability zone. Turn them off where the VPC has its own.
   *
   * @default true
   */
  readonly interfaceEndpoints?: boolean;

  /**
   * Logs of the traffic in the VPC that is created. Charged by volume.
   *
   * @default true
   */
  readonly flowLogs?: boolean;
}
