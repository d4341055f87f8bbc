import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { IApiKey, LambdaIntegration, RequestValidator, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { addRoutes } from './add-routes';
import { ApiAuth } from './api-auth';
import { ApiOptions } from './api-options';
import { addDomain } from './custom-domain';
import { checkEdge } from './edge-checks';
import { TlsPolicy } from './edge-options';
import { addErrorResponses } from './error-responses';
import { keyCacheByCaller } from './response-cache';
import { createRestApi } from './rest-api';
import { ROUTES } from './routes';
import { protectStage } from './web-acl';
import { markPart } from '../compliance/scope-marker';
import { AccessConfig, Env } from '../contract';
import { TelemetryOptions } from '../operations/telemetry-options';
import { DEFAULT_STAGE, handlerEnvironment } from '../private/handler-environment';
import { handlerFunction } from '../private/handler-function';
import { fail } from '../private/imports';
import { Records } from '../records/records';
import { IngestSource } from '../source/ingest-source';
import { IngestTable } from '../storage/ingest-table';

/** Props of {@link IngestApi}. */
export interface IngestApiProps extends ApiOptions, TelemetryOptions {
  /** Where uploads go. */
  readonly source: IngestSource;
  /** What is read. */
  readonly table: IngestTable;

  /**
   * What becomes of an object: `Records.upsert` has a route of its own.
   *
   * @default Records.metadata()
   */
  readonly records?: Records;

  /**
   * Name of the API's stage, and of the environment that the function reports: letters, digits, hyphens and underscores.
   *
   * @default 'production'
   */
  readonly stage?: string;

  /**
   * What happens to the logs when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** S3 takes no more in one POST. */
const MAX_POST_BYTES = 5 * 1024 ** 3;

/** The REST API over the ledger and the rows: authorized, throttled, validated, logged, refused over plain HTTP. */
export class IngestApi extends Construct {
  /** Base URL with a trailing slash: by the domain, where there is one, else with the stage. */
  public readonly url: string;
  /** The REST API. */
  public readonly restApi: RestApi;
  /** The function behind it. */
  public readonly function: IFunction;
  /** The API key, where the kind of authorization asks for one. Its value is never in the template. */
  public readonly apiKey?: IApiKey;

  constructor(scope: Construct, id: string, props: IngestApiProps) {
    super(scope, id);
    checkEdge(this, props);
    markPart(this, props.source.bucket);
    const stageName = checkStage(this, props.stage ?? DEFAULT_STAGE);
    const auth = props.auth ?? ApiAuth.iam();
    this.function = this.createFunction(props, stageName, { authorization: auth._authorization() });
    const throttle = { rateLimit: props.throttlingRateLimit ?? 1000, burstLimit: props.throttlingBurstLimit ?? 2000 };
    const { deadLetterQueue, logBucket } = props.source;
    this.restApi = createRestApi(this, { ...props, throttle, stageName, auth, deadLetterQueue, logBucket });
    const validators = {
      body: new RequestValidator(this, 'ValidateBody', { restApi: this.restApi, validateRequestBody: true, validateRequestParameters: true }),
      parameters: new RequestValidator(this, 'ValidateParameters', { restApi: this.restApi, validateRequestParameters: true }),
    };
    const routes = ROUTES.filter(({ upsertOnly }) => !upsertOnly || props.records?._config().upsert);
    addRoutes(this, routes, this.restApi, new LambdaIntegration(this.function, { allowTestInvoke: false }), auth._bind(this), validators);
    addErrorResponses(this.restApi);
    if (auth._apiKey) {
      this.apiKey = this.restApi.addApiKey('Key');
      const plan = this.restApi.addUsagePlan('UsagePlan', {
        throttle,
        apiStages: [{ stage: this.restApi.deploymentStage }],
      });
      plan.addApiKey(this.apiKey);
    }
    if (props.waf ?? true) {
      protectStage(this, { ...props, stageArn: this.restApi.deploymentStage.stageArn });
    }
    if (props.cache) keyCacheByCaller(this, this.restApi);
    this.url = props.domain ? addDomain(this, this.restApi, props.domain, props.tlsPolicy ?? TlsPolicy.TLS_1_2) : this.restApi.url;
  }

  /** Lets a principal call every method, under IAM authorization. */
  public grantInvoke(grantee: IGrantable): Grant {
    const stageArn = this.restApi.arnForExecuteApi('*', '/*', this.restApi.deploymentStage.stageName);
    return Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns: [stageArn] });
  }

  private createFunction(props: IngestApiProps, stageName: string, access: AccessConfig): IFunction {
    const timeout = props.timeout ?? Duration.seconds(25);
    if (timeout.toSeconds() >= 29) {
      fail(this, `the API function's timeout of ${timeout.toSeconds()} s is not below the 29 s of API Gateway: take 28 s or less`);
    }
    const upsert = props.records?._config().upsert;
    const maxUploadSize = props.maxUploadSize ?? Size.gibibytes(1);
    const expiry = props.uploadExpiry ?? Duration.minutes(5);
    if (maxUploadSize.toBytes() > MAX_POST_BYTES || maxUploadSize.toBytes() < 1) {
      fail(this, `maxUploadSize is 1 byte to 5 GiB, not ${maxUploadSize.toBytes()} bytes`);
    }
    if (expiry.toSeconds() < 1 || expiry.toSeconds() > 300) {
      fail(this, `uploadExpiry is 1 to 300 s, not ${expiry.toSeconds()} s`);
    }
    return handlerFunction(this, {
      handler: 'api',
      description: 'Answers the requests of the API',
      timeout,
      memorySize: props.memorySize ?? 512,
      role: props.role,
      importsPrepared: props.importsPrepared,
      tracing: props.tracing,
      logLevel: props.logLevel,
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
      deadLetterQueue: props.source.deadLetterQueue,
      environment: {
        ...handlerEnvironment(this, 'api', { ...props, stage: stageName }),
        [Env.ACCESS]: JSON.stringify(access),
        ...(upsert && { [Env.UPSERT]: JSON.stringify(upsert) }),
        [Env.UPLOADS]: JSON.stringify({ maxBytes: maxUploadSize.toBytes(), expiresSeconds: expiry.toSeconds() }),
      },
      statements: [...props.table._readStatements(), ...props.source._writeStatements()],
    });
  }
}

function checkStage(scope: Construct, stage: string): string {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(stage)) {
    fail(scope, `the stage ${JSON.stringify(stage)} is not a stage name of API Gateway: take letters, digits, hyphens and underscores, at most 128`);
  }
  return stage;
}
