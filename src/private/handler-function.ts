import { cpSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Duration, FileSystem, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { IRole, ManagedPolicy, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime, RuntimeFamily, Tracing } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { assetFolder } from './assets';
import { addToRole, fail, takesPolicies } from './imports';
import { keyStatements, WRITE_UNDER_KEY } from './key-statements';
import { declareLogGroup } from './log-group';
import { checkName } from './names';
import { networkStatements } from './network-statements';
import { platformOf } from './platform';
import { createPolicy, createRole } from './roles';
import { runtimeValues } from './runtime-values';
import { Env } from '../contract';
import { LogLevel } from '../operations/log-level';
import { HandlerOptions } from '../processing/handler-options';

/** Props of {@link handlerFunction}. */
export interface HandlerFunctionProps extends HandlerOptions {
  /** Folder below `assets/` that holds the bundled handler. */
  readonly handler: string;
  /** Files that are put beside the handler, by name. */
  readonly files?: Record<string, string>;
  /** Folders that are copied beside the handler, by the name that they get there. */
  readonly folders?: Record<string, string>;
  readonly description: string;
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly role?: IRole;
  readonly importsPrepared?: boolean;
  readonly tracing?: boolean;
  readonly logLevel?: LogLevel;
  readonly logRetention?: RetentionDays;
  readonly removalPolicy?: RemovalPolicy;
  /** Where events end that the function failed on when it was invoked asynchronously. */
  readonly deadLetterQueue?: IQueue;
  readonly environment: Record<string, string>;
  readonly statements: PolicyStatement[];
  /** Calls services that no endpoint of an isolated network leads to. */
  readonly outsideOfNetwork?: boolean;
}

const FUNCTION_NAME = { property: 'functionName', pattern: /^[\w-]{1,64}$/, rule: '1 to 64 letters, digits, hyphens and underscores' };

/** A function of this library: pre-bundled code, an own role with scoped statements, a declared log group. */
export function handlerFunction(scope: Construct, props: HandlerFunctionProps): Function {
  const runtime = props.runtime ?? Runtime.NODEJS_24_X;
  if (runtime.family !== RuntimeFamily.NODEJS) {
    fail(scope, `the library's handler is for Node.js and does not run on ${runtime.name}: leave the runtime out, or pass a function of your own`);
  }
  const platform = platformOf(scope);
  const network = props.outsideOfNetwork ? undefined : platform.network;
  const values = runtimeValues(scope, props);
  const logGroup = declareLogGroup(scope, 'Logs', props);
  const role = props.role ?? createRole(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: props.description,
    managedPolicies: platform.basicExecutionRole ? [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')] : undefined,
  });
  const logging = platform.basicExecutionRole && !props.role ? [] : [loggingStatement(logGroup)];
  const loggingPolicy = loggingPolicyOf(scope, role, logging);
  const tracing = props.tracing ?? true;
  // What a function's construct adds to a role of its own stack by itself: other roles get it here.
  const byItself = Stack.of(role) === Stack.of(scope) && takesPolicies(scope, role);
  const policy = addToRole(scope, role, props.importsPrepared ?? false, [
    ...(loggingPolicy ? [] : logging),
    ...props.statements,
    ...values.statements,
    ...(network ? networkStatements(scope) : []),
    ...keyStatements(platform.environmentKey, ['kms:Decrypt']),
    ...keyStatements(props.deadLetterQueue?.encryptionMasterKey, WRITE_UNDER_KEY),
    ...(byItself ? [] : [...sendStatements(props.deadLetterQueue), ...(tracing ? [tracingStatement()] : [])]),
  ]);
  const folder = withFiles(assetFolder(props.handler), props.files ?? {}, props.folders ?? {});
  const fn = new Function(scope, 'Function', {
    code: Code.fromAsset(folder),
    functionName: checkName(scope, FUNCTION_NAME, props.functionName, props.environment[Env.STAGE]),
    handler: 'index.handler',
    runtime,
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
    environment: { ...props.environment, ...values.environment },
    environmentEncryption: platform.environmentKey,
    layers: props.layers,
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    ...(network && { vpc: network.vpc, vpcSubnets: network.subnets, securityGroups: network.securityGroups }),
  });
  // The function has a copy of its own by now, unless the app has it read its code where that lies.
  if (folder !== assetFolder(props.handler) && !scope.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT)) rmSync(folder, { recursive: true });
  for (const attached of [policy, loggingPolicy]) if (attached) fn.node.addDependency(attached);
  return fn;
}

/** The folder of a handler, or a copy of it with more files in it. */
function withFiles(folder: string, files: Record<string, string>, folders: Record<string, string>): string {
  if (Object.keys({ ...files, ...folders }).length === 0) return folder;
  const copy = FileSystem.mkdtemp('serverless-ingest-api-');
  cpSync(folder, copy, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(copy, name), content);
  for (const [name, source] of Object.entries(folders)) cpSync(source, join(copy, name), { recursive: true });
  return copy;
}

function loggingStatement(logGroup: ILogGroup): PolicyStatement {
  return new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
}

/** The policy that holds nothing but the right to log, where it is asked for and the role takes policies. */
function loggingPolicyOf(scope: Construct, role: IRole, statements: PolicyStatement[]): Policy | ManagedPolicy | undefined {
  const platform = platformOf(scope);
  if (!platform.loggingPolicy) return undefined;
  if (platform.basicExecutionRole) fail(scope, 'basicExecutionRole and loggingPolicy are two ways to give one right: leave one of them out');
  return takesPolicies(scope, role) ? createPolicy(scope, 'LoggingPolicy', { roles: [role], statements }) : undefined;
}

/** X-Ray has no resources to name: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
function tracingStatement(): PolicyStatement {
  return new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] });
}

function sendStatements(queue: IQueue | undefined): PolicyStatement[] {
  return queue ? [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] })] : [];
}
