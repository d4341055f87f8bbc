import { join } from 'path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addToRole, takesPolicies } from './imports';
import { keyStatements, WRITE_UNDER_KEY } from './key-statements';
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
  // What a function's construct adds to a role of its own stack by itself: other roles get it here.
  const byItself = Stack.of(role) === Stack.of(scope) && takesPolicies(scope, role);
  const policy = addToRole(scope, role, props.importsPrepared ?? false, [
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    ...props.statements,
    ...keyStatements(props.deadLetterQueue?.encryptionMasterKey, WRITE_UNDER_KEY),
    ...(byItself ? [] : [...sendStatements(props.deadLetterQueue), ...(tracing ? [tracingStatement()] : [])]),
  ]);
  const fn = new Function(scope, 'Function', {
    code: Code.fromAsset(join(__dirname, '..', '..', 'assets', props.handler)),
    handler: 'index.handler',
    runtime: props.runtime ?? Runtime.NODEJS_24_X,
    architecture: props.architecture ?? Architecture.ARM_64,
    description: props.description,
    timeout: props.timeout,
    memorySize: props.memorySize,
    reservedConcurrentExecutions: props.reservedConcurrentExecutions,
    // A role of another stack must need nothing of this one, or the two would wait for each other.
    role: byItself ? role : Role.fromRoleArn(scope, 'RoleReference', role.roleArn, { mutable: false }),
    tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    logGroup,
    deadLetterQueue: props.deadLetterQueue,
    environment: props.environment,
  });
  if (policy) fn.node.addDependency(policy);
  return fn;
}

/** X-Ray has no resources to name: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
function tracingStatement(): PolicyStatement {
  return new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] });
}

function sendStatements(queue: IQueue | undefined): PolicyStatement[] {
  return queue ? [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] })] : [];
}
