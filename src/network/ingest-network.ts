import { RemovalPolicy, Token } from 'aws-cdk-lib';
import {
  FlowLogDestination, FlowLogTrafficType, GatewayVpcEndpoint, GatewayVpcEndpointAwsService, InterfaceVpcEndpoint, InterfaceVpcEndpointAwsService,
  IpAddresses, ISecurityGroup, ISubnet, IVpc, Peer, Port, SecurityGroup, SubnetSelection, SubnetType, Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { NetworkOptions } from './network-options';
import { markPart } from '../compliance/scope-marker';
import { fail } from '../private/imports';
import { declareLogGroup } from '../private/log-group';
import { createRole } from '../private/roles';
import type { IngestQuarantine } from '../quarantine/ingest-quarantine';
import { IngestSource } from '../source/ingest-source';
import { IngestTable } from '../storage/ingest-table';

/** Props of {@link IngestNetwork}. */
export interface IngestNetworkProps extends NetworkOptions {
  /** Whose bucket and queues can be reached. */
  readonly source: IngestSource;
  /** Whose table can be reached. */
  readonly table: IngestTable;

  /**
   * Statements that functions need for Systems Manager, which then gets an endpoint that lets these through.
   *
   * @default - no endpoint
   */
  readonly parameterArns?: string[];

  /**
   * ARNs of secrets that functions read; Secrets Manager then gets an endpoint that lets these through.
   *
   * @default - no endpoint
   */
  readonly secretArns?: string[];

  /**
   * How long flow logs are kept.
   *
   * @default RetentionDays.TWO_WEEKS
   */
  readonly logRetention?: RetentionDays;

  /**
   * What happens to the flow logs when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const DEFAULT_CIDR = '10.0.0.0/24';

/**
 * Where the functions run without the internet: isolated subnets, gateway endpoints for S3 and DynamoDB, interface endpoints for what else is
 * used. Every endpoint lets through calls on resources of this pipeline and nothing else.
 */
export class IngestNetwork extends Construct {
  /** The VPC, created or the caller's. */
  public readonly vpc: IVpc;
  /** The subnets of the functions. */
  public readonly subnets: SubnetSelection;
  /** The security groups of the functions. */
  public readonly securityGroups: ISecurityGroup[];

  private s3?: GatewayVpcEndpoint;
  private endpointGroup?: SecurityGroup;

  constructor(scope: Construct, id: string, props: IngestNetworkProps) {
    super(scope, id);
    markPart(this);
    this.vpc = props.vpc ?? this.createVpc(props);
    this.subnets = { subnets: this.selected(props) };
    this.securityGroups = props.securityGroups ?? [this.createSecurityGroup()];
    if (this.securityGroups.length === 0) fail(this, 'securityGroups is empty: name a group, or leave it out to have one created');
    if (props.gatewayEndpoints ?? true) this.addGatewayEndpoints(props);
    if (props.interfaceEndpoints ?? true) this.addInterfaceEndpoints(props);
  }

  /**
   * Lets functions keep rejected records, too: a quarantine is made by what reads records, after the network.
   *
   * @internal
   */
  public _reach(quarantine: IngestQuarantine): void {
    for (const { actions, resources } of quarantine._writeStatements().slice(0, 1)) this.s3?.addToPolicy(letThrough(actions, resources));
  }

  /**
   * Lets functions put events on a bus, too, by an endpoint of its own.
   *
   * @internal
   */
  public _reachBus(bus: IEventBus): void {
    if (this.endpointGroup) this.addEndpoint('EventBridge', InterfaceVpcEndpointAwsService.EVENTBRIDGE, letThrough(['events:PutEvents'], [bus.eventBusArn]));
  }

  /**
   * Lets functions start a state machine, too, by an endpoint of its own.
   *
   * @internal
   */
  public _reachStateMachine(stateMachineArn: string): void {
    if (this.endpointGroup) this.addEndpoint('StepFunctions', InterfaceVpcEndpointAwsService.STEP_FUNCTIONS, letThrough(['states:StartExecution'], [stateMachineArn]));
  }

  /**
   * Lets functions invoke another one, too, by an endpoint of its own.
   *
   * @internal
   */
  public _reachFunction(functionArn: string): void {
    if (this.endpointGroup) this.addEndpoint('Lambda', InterfaceVpcEndpointAwsService.LAMBDA, letThrough(['lambda:InvokeFunction'], [functionArn]));
  }

  private addEndpoint(id: string, service: InterfaceVpcEndpointAwsService, statement: PolicyStatement): void {
    const securityGroups = this.endpointGroup ? [this.endpointGroup] : [];
    new InterfaceVpcEndpoint(this, id, { vpc: this.vpc, service, subnets: this.subnets, securityGroups, open: false }).addToPolicy(statement);
  }

  private createVpc(props: IngestNetworkProps): Vpc {
    const cidr = props.cidr ?? DEFAULT_CIDR;
    if (!Token.isUnresolved(cidr) && !/^\d{1,3}(\.\d{1,3}){3}\/(1[6-9]|2[0-6])$/.test(cidr)) {
      fail(this, `the address range ${JSON.stringify(cidr)} is none that a VPC can have here: write it like 10.0.0.0/24, from /16 to /26`);
    }
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(cidr),
      maxAzs: 2,
      natGateways: 0,
      createInternetGateway: false,
      // What it would do is a custom resource with a function of its own, and depends on a flag of the caller's.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    if (props.flowLogs ?? true) {
      const role = createRole(this, 'FlowLogsRole', { assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com') });
      vpc.addFlowLog('FlowLogs', {
        trafficType: FlowLogTrafficType.ALL,
        destination: FlowLogDestination.toCloudWatchLogs(declareLogGroup(this, 'FlowLogs', props), role),
      });
    }
    return vpc;
  }

  private selected({ subnets = { subnetType: SubnetType.PRIVATE_ISOLATED } }: NetworkOptions): ISubnet[] {
    const found = this.vpc.selectSubnets(subnets).subnets;
    if (found.length === 0) fail(this, 'no subnet of the VPC is selected: pass subnets that it has, or a VPC with isolated subnets');
    return found;
  }

  private createSecurityGroup(): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: this.vpc, description: 'Functions of a ServerlessIngestApi: nothing comes in, HTTPS goes out', allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'HTTPS to endpoints; no route leads to the internet');
    return group;
  }

  private addGatewayEndpoints({ source, table }: IngestNetworkProps): void {
    const s3 = new GatewayVpcEndpoint(this, 'S3', { vpc: this.vpc, service: GatewayVpcEndpointAwsService.S3, subnets: [this.subnets] });
    this.s3 = s3;
    s3.addToPolicy(letThrough(
      ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts', 's3:ListBucket', 's3:ListBucketVersions'],
      [source.bucket.bucketArn, source.bucket.arnForObjects('*')],
    ));
    const dynamo = new GatewayVpcEndpoint(this, 'DynamoDb', { vpc: this.vpc, service: GatewayVpcEndpointAwsService.DYNAMODB, subnets: [this.subnets] });
    dynamo.addToPolicy(letThrough(
      ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:TransactWriteItems',
        'dynamodb:UpdateItem'],
      [table.table.tableArn, `${table.table.tableArn}/index/*`],
    ));
  }

  private addInterfaceEndpoints({ source, vpc, cidr = DEFAULT_CIDR, parameterArns = [], secretArns = [] }: IngestNetworkProps): void {
    const queues = [source.queue, source.backfillQueue, source.deadLetterQueue].filter((queue) => queue !== undefined).map((queue) => queue.queueArn);
    const wanted: [string, InterfaceVpcEndpointAwsService, string[], string[]][] = [
      ['Sqs', InterfaceVpcEndpointAwsService.SQS, ['sqs:SendMessage', 'sqs:GetQueueAttributes'], queues],
      ['Ssm', InterfaceVpcEndpointAwsService.SSM, ['ssm:GetParameter', 'ssm:GetParameters'], parameterArns],
      ['SecretsManager', InterfaceVpcEndpointAwsService.SECRETS_MANAGER, ['secretsmanager:GetSecretValue'], secretArns],
    ];
    const used = wanted.filter(([, , , resources]) => resources.length > 0);
    const group = new SecurityGroup(this, 'EndpointSecurityGroup', {
      vpc: this.vpc, description: 'Endpoints of a ServerlessIngestApi: HTTPS from its functions', allowAllOutbound: false,
    });
    // Nothing but the functions is in a VPC of our own.
    const callers = vpc ? this.securityGroups : [Peer.ipv4(cidr)];
    for (const caller of callers) group.addIngressRule(caller, Port.HTTPS, 'HTTPS from the functions');
    this.endpointGroup = group;
    for (const [id, service, actions, resources] of used) this.addEndpoint(id, service, letThrough(actions, resources));
  }
}

/** Who calls is for roles and resource policies to say; an endpoint says what may be called through it. */
function letThrough(actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ principals: [new AnyPrincipal()], actions, resources });
}
