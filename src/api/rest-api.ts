import { Aws, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import {
  AccessLogField, AccessLogFormat, CfnClientCertificate, CfnRestApi, CfnStage, EndpointType, LogGroupLogDestination, MethodLoggingLevel, RestApi,
  RestApiProps as ConstructorProps,
} from 'aws-cdk-lib/aws-apigateway';
import { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AccessLogsToBucket } from './access-log-delivery';
import { AccountLoggingRole } from './account-logging';
import { AccountLogging, ApiOptions } from './api-options';
import { AuthKind } from './auth/auth-kind';
import { TlsPolicy } from './edge-options';
import { methodSettings } from './method-settings';
import { TelemetryOptions } from '../operations/telemetry-options';
import { fail } from '../private/imports';
import { declareLogGroup } from '../private/log-group';
import { checkName } from '../private/names';

/** What a REST API needs to know. */
export interface RestApiProps extends Omit<ApiOptions, 'auth'>, TelemetryOptions {
  readonly stageName: string;
  readonly auth: AuthKind;
  /** Requests per second, and how many of them at once. */
  readonly throttle: { readonly rateLimit: number; readonly burstLimit: number };
  readonly removalPolicy?: RemovalPolicy;
  readonly deadLetterQueue?: IQueue;
  /** Where access logs may be delivered to, unless the caller names another bucket. */
  readonly logBucket?: IBucket;
}

const DESCRIPTION = 'Objects, their status and their rows';

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
 * Refuses plain HTTP. An Allow for everybody stands beside the Deny only where the way to authorize needs it: under IAM it would let
 * in every role of the account, whatever it was granted. A browser's preflight has no signature to show, so that it is let in by name, and so is an open
 * page of documentation.
 */
function secureTransportOnly(auth: AuthKind, preflight: boolean, docs: boolean, vpcEndpoints?: IVpcEndpoint[]): PolicyDocument {
  const common = { principals: [new AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'] };
  return new PolicyDocument({
    statements: [
      ...(!auth.needsAllow && preflight ? [new PolicyStatement({
        sid: 'AllowPreflight', effect: Effect.ALLOW, ...common, resources: ['execute-api:/*/OPTIONS/*'],
      })] : []),
      ...(!auth.needsAllow && docs ? [new PolicyStatement({
        sid: 'AllowDocs', effect: Effect.ALLOW, ...common, resources: ['execute-api:/*/GET/docs'],
      })] : []),
      ...(auth.needsAllow ? [new PolicyStatement({ sid: 'AllowCallersUnknownToIam', effect: Effect.ALLOW, ...common })] : []),
      new PolicyStatement({ sid: 'DenyPlainHttp', effect: Effect.DENY, ...common, conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ...(vpcEndpoints ? [new PolicyStatement({
        sid: 'DenyOtherEndpoints',
        effect: Effect.DENY,
        ...common,
        conditions: { StringNotEquals: { 'aws:SourceVpce': vpcEndpoints.map((endpoint) => endpoint.vpcEndpointId) } },
      })] : []),
    ],
  });
}

/** From the internet, or from inside of a VPC through the endpoints that are named. */
function reachableBy({ vpcEndpoints, domain, disableExecuteApiEndpoint }: RestApiProps): Partial<ConstructorProps> {
  return {
    endpointConfiguration: vpcEndpoints ? { types: [EndpointType.PRIVATE], vpcEndpoints } : { types: [EndpointType.REGIONAL] },
    disableExecuteApiEndpoint: disableExecuteApiEndpoint ?? (domain ? true : undefined),
  };
}

const API_NAME = { property: 'apiName', pattern: /^[^\s].{0,254}$/, rule: '1 to 255 characters' };

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
  const logs = accountLogging === AccountLogging.OFF ? undefined : declareLogGroup(scope, 'AccessLogs', props);
  const restApi = new RestApi(scope, 'RestApi', {
    restApiName: checkName(scope, API_NAME, props.apiName, stageName) ?? defaultName(scope, stageName),
    description: auth.reason === undefined ? DESCRIPTION : `${DESCRIPTION}. Without authorization: ${auth.reason}`.slice(0, 1024),
    ...reachableBy(props),
    cloudWatchRole: false,
    policy: secureTransportOnly(auth, props.cors !== undefined, props.docs?._isOpen ?? false, props.vpcEndpoints),
    minCompressionSize: Size.kibibytes(1),
    deployOptions: {
      stageName,
      tracingEnabled: props.tracing ?? true,
      clientCertificateId: props.clientCertificate ? new CfnClientCertificate(scope, 'ClientCertificate').attrClientCertificateId : undefined,
      ...methodSettings(scope, {
        throttlingRateLimit: props.throttle.rateLimit,
        throttlingBurstLimit: props.throttle.burstLimit,
        loggingLevel: logs ? MethodLoggingLevel.ERROR : MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        metricsEnabled: props.detailedMetrics ?? false,
      }, props),
      ...(logs && { accessLogDestination: new LogGroupLogDestination(logs), accessLogFormat: ACCESS_LOG_FORMAT }),
    },
  });
  // The outputs of the pipeline tell the endpoint already.
  restApi.node.tryRemoveChild('Endpoint');
  const definition = restApi.node.defaultChild as CfnRestApi;
  definition.securityPolicy = props.tlsPolicy ?? TlsPolicy.TLS_1_2;
  definition.endpointAccessMode = 'BASIC';
  if (props.accessLogDelivery) {
    deliverAccessLogs(scope, props, logs);
  }
  if (auth.reason !== undefined) definition.addMetadata('WithoutAuthorization', auth.reason);
  if (accountLogging === AccountLogging.ENSURE) {
    (restApi.deploymentStage.node.defaultChild as CfnStage).node.addDependency(new AccountLoggingRole(scope, 'AccountLogging', props));
  }
  return restApi;
}

function deliverAccessLogs(scope: Construct, props: RestApiProps, logGroup: LogGroup | undefined): void {
  const bucket = props.accessLogDelivery?.bucket ?? props.logBucket;
  if (logGroup === undefined) fail(scope, 'accessLogDelivery copies access logs, and the API writes none: set accountLogging to ENSURE or ASSUME_SET');
  if (bucket === undefined) fail(scope, 'accessLogDelivery has no bucket to write to: pass its bucket, or keep server access logs of the landing bucket');
  new AccessLogsToBucket(scope, 'AccessLogDelivery', { ...props, ...props.accessLogDelivery, bucket, logGroup });
}
