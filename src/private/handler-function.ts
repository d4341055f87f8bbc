import { join } from 'path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addToRole } from './imports';
import { LogLevel } from '../operations/log-level';

/** Props of {@link handlerFunction}. */
export interface HandlerFunctionProps {
  /** Folder below `assets/` that holds the bundled handler. */
  readonly handler: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly reservedConcurrentExecutions?: number;
  readonly role?: IRole;
  readonly importsPrepared?: boolean;
  readonly runtime?: Runtime;
  readonly architecture?: Architecture;
  readonly tracing?: boolean;
  readonly logLevel?: LogLevel;
  readonly logRetention?: RetentionDays;
  readonly removalPolicy?: RemovalPolicy;
  /** Where events end that the function failed on when it was invoked asynchronously. */
  readonly deadLetterQueue?: IQueue;
  readonly environment: Record<string, string>;
  readonly statements: PolicyStatement[];
}

/** A function of this library: pre-bundled code, an own role with scoped statements, a declared log group. */
export function handlerFunction(scope: Construct, props: HandlerFunctionProps): Function {
  const logGroup = new LogGroup(scope, 'Logs', {
    retention: props.logRetention ?? RetentionDays.TWO_WEEKS,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  });
  const role = props.role ?? new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: props.description,
  });
  const tracing = props.tracing ?? true;
  const deadLetterKey = props.deadLetterQueue?.encryptionMasterKey;
  addToRole(scope, role, props.importsPrepared ?? false, [
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    ...props.statements,
    ...(deadLetterKey ? [new PolicyStatement({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [deadLetterKey.keyArn] })] : []),
  ]);
  return new Function(scope, 'Function', {
    code: Code.fromAsset(join(__dirname, '..', '..', 'assets', props.handler)),
    handler: 'index.handler',
    runtime: props.runtime ?? Runtime.NODEJS_24_X,
    architecture: props.architecture ?? Architecture.ARM_64,
    description: props.description,
    timeout: props.timeout,
    memorySize: props.memorySize,
    reservedConcurrentExecutions: props.reservedConcurrentExecutions,
    role,
    tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    logGroup,
    deadLetterQueue: props.deadLetterQueue,
    environment: props.environment,
  });
}
