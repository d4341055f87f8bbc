import { Aws, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import {
  AccessLogField, AccessLogFormat, CfnRestApi, CfnStage, EndpointType, LogGroupLogDestination, MethodLoggingLevel, RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AccountLoggingRole } from './account-logging';
import { ApiAuth } from './api-auth';
import { AccountLogging, ApiOptions } from './api-options';
import { TelemetryOptions } from '../operations/telemetry-options';

/** What a REST API needs to know. */
export interface RestApiProps extends ApiOptions, TelemetryOptions {
  readonly stageName: string;
  readonly auth: ApiAuth;
  /** Requests per second, and how many of them at once. */
  readonly throttle: { readonly rateLimit: number; readonly burstLimit: number };
  readonly removalPolicy?: RemovalPolicy;
  readonly deadLetterQueue?: IQueue;
}

const ACCESS_LOG_FORMAT = AccessLogFormat.custom(JSON.stringify({
  requestId: AccessLogField.contextRequestId(),
  requestTime: AccessLogField.contextRequestTime(),
  ip: AccessLogField.contextIdentitySourceIp(),
  caller: AccessLogField.contextIdentityUserArn(),
  apiKeyId: AccessLogField.contextIdentityApiKeyId(),
  httpMethod: AccessLogField.contextHttpMethod(),
  resourcePath: AccessLogField.contextResourcePath(),
  status: AccessLogField.contextStatus(),
  responseLength: AccessLogField.contextResponseLength(),
  responseLatency: AccessLogField.contextResponseLatency(),
  error: AccessLogField.contextErrorMessage(),
}));

/**
 * Refuses plain HTTP. An Allow for everybody stands beside the Deny only where callers are anonymous to IAM: under IAM
 * authorization it would let in every role of the account, whatever it was granted.
 */
function secureTransportOnly(auth: ApiAuth): PolicyDocument {
  const common = { principals: [new AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'] };
  return new PolicyDocument({
    statements: [
      ...(auth._anonymous ? [new PolicyStatement({ sid: 'AllowCallersUnknownToIam', effect: Effect.ALLOW, ...common })] : []),
      new PolicyStatement({ sid: 'DenyPlainHttp', effect: Effect.DENY, ...common, conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ],
  });
}

/** Metrics of API Gateway know an API by its name alone, so two stacks or stages of one account must not share it. */
function defaultName(scope: Construct, stageName: string): string {
  const stack = Stack.of(scope);
  const path = scope.node.scopes.slice(stack.node.scopes.length).map((construct) => construct.node.id);
  return [Aws.STACK_NAME, ...path, stageName].join('-');
}

/** Creates the REST API without its methods: throttled, traced, logged, TLS only. */
export function createRestApi(scope: Construct, props: RestApiProps): RestApi {
  const { stageName, auth } = props;
  const accountLogging = props.accountLogging ?? AccountLogging.ENSURE;
  const logs = accountLogging === AccountLogging.OFF ? undefined : new LogGroup(scope, 'AccessLogs', {
    retention: props.logRetention ?? RetentionDays.TWO_WEEKS,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  });
  const restApi = new RestApi(scope, 'RestApi', {
    restApiName: props.apiName ?? defaultName(scope, stageName),
    description: 'Objects, their status and their rows',
    endpointTypes: [EndpointType.REGIONAL],
    cloudWatchRole: false,
    policy: secureTransportOnly(auth),
    minCompressionSize: Size.kibibytes(1),
    deployOptions: {
      stageName,
      throttlingRateLimit: props.throttle.rateLimit,
      throttlingBurstLimit: props.throttle.burstLimit,
      tracingEnabled: props.tracing ?? true,
      loggingLevel: logs ? MethodLoggingLevel.ERROR : MethodLoggingLevel.OFF,
      dataTraceEnabled: false,
      metricsEnabled: props.detailedMetrics ?? false,
      ...(logs && { accessLogDestination: new LogGroupLogDestination(logs), accessLogFormat: ACCESS_LOG_FORMAT }),
    },
  });
  // The outputs of the pipeline tell the endpoint already.
  restApi.node.tryRemoveChild('Endpoint');
  const definition = restApi.node.defaultChild as CfnRestApi;
  definition.securityPolicy = 'SecurityPolicy_TLS13_1_2_2021_06';
  definition.endpointAccessMode = 'BASIC';
  if (accountLogging === AccountLogging.ENSURE) {
    (restApi.deploymentStage.node.defaultChild as CfnStage).node.addDependency(new AccountLoggingRole(scope, 'AccountLogging', props.deadLetterQueue));
  }
  return restApi;
}
