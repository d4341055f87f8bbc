import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AuthorizationType, IApiKey, LambdaIntegration, MethodOptions, RequestValidator, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { IAlias, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { addRoutes } from './add-routes';
import { ApiAuth } from './api-auth';
import { CreatedKey, createKeys, meterKeys } from './api-keys';
import { ApiOptions } from './api-options';
import { Cors, corsOf, handlerCors } from './cors';
import { addDomain } from './custom-domain';
import { checkEdge } from './edge-checks';
import { TlsPolicy } from './edge-options';
import { addErrorResponses } from './error-responses';
import { grantRoutes } from './grants';
import { publishOpenApi } from './open-api/publish';
import { keyCacheByCaller } from './response-cache';
import { createRestApi } from './rest-api';
import { Route, routesOf } from './routes';
import { uploadsConfig } from './uploads-config';
import { protectStage } from './web-acl';
import { markPart, stateReason } from '../compliance/scope-marker';
import { AccessConfig, DOCS_FOLDER, Env, Right, UploadsConfig } from '../contract';
import { IngestMaintenance } from '../operations/ingest-maintenance';
import { TelemetryOptions } from '../operations/telemetry-options';
import { PlatformOptions } from '../platform-options';
import { assetFolder } from '../private/assets';
import { DEFAULT_STAGE, handlerEnvironment } from '../private/handler-environment';
import { handlerFunction } from '../private/handler-function';
import { fail } from '../private/imports';
import { usePlatform } from '../private/platform';
import { handlerOptionsOf } from '../processing/handler-options-of';
import { release } from '../processing/release';
import { Records } from '../records/records';
import { IngestSource } from '../source/ingest-source';
import { IngestTable } from '../storage/ingest-table';

/** Props of {@link IngestApi}. */
export interface IngestApiProps extends ApiOptions, TelemetryOptions, PlatformOptions {
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
   * What runs jobs for operators.
   *
   * @default - no jobs and no replay
   */
  readonly maintenance?: IngestMaintenance;

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

/** The REST API over the ledger and the rows: authorized, throttled, validated, logged, refused over plain HTTP. */
export class IngestApi extends Construct {
  /** Base URL with a trailing slash: by the domain, where there is one, else with the stage. */
  public readonly url: string;
  /** The REST API. */
  public readonly restApi: RestApi;
  /** The function behind it. */
  public readonly function: IFunction;
  /** The alias that requests go to, where there is one. */
  public readonly alias?: IAlias;
  /** The first of the API keys. */
  public readonly apiKey?: IApiKey;
  /** The API keys of clients and then those of operators; none where no key is asked for. Their values are never in the template. */
  public readonly apiKeys: IApiKey[];
  /**
   * The OpenAPI 3.1 document of this API, as JSON text. `GET /openapi.json` serves it, and synthesis writes it into the cloud assembly
   * as `<name>.openapi.json`.
   */
  public readonly openApi: string;
  /**
   * The API keys that were created here, with their names.
   *
   * @internal
   */
  public readonly _createdKeys: CreatedKey[];
  /**
   * Whether callers are authorized by IAM.
   *
   * @internal
   */
  public readonly _signsCallers: boolean;
  /**
   * Whether there are tenants.
   *
   * @internal
   */
  public readonly _divided: boolean;

  private readonly routes: Route[];

  constructor(scope: Construct, id: string, props: IngestApiProps) {
    super(scope, id);
    const upsert = props.records?._config().upsert;
    this.routes = routesOf({ maintenance: props.maintenance !== undefined, upsert: upsert !== undefined, docs: props.docs !== undefined });
    checkEdge(this, props);
    usePlatform(this, props);
    markPart(this, props.source.bucket);
    const stageName = checkStage(this, props.stage ?? DEFAULT_STAGE);
    const auth = (props.auth ?? ApiAuth.iam())._kind;
    const cors = props.cors && corsOf(this, props.cors, auth.headers);
    const throttle = { rateLimit: props.throttlingRateLimit ?? 1000, burstLimit: props.throttlingBurstLimit ?? 2000 };
    const { deadLetterQueue, logBucket } = props.source;
    this.restApi = createRestApi(this, { ...props, throttle, stageName, auth, deadLetterQueue, logBucket });
    const apiKeyRequired = auth.authorization.kind === 'apiKey' || (props.requireApiKey ?? false);
    const keys = createKeys(this, this.restApi, apiKeyRequired, props);
    this._createdKeys = keys.created;
    this.apiKeys = keys.all;
    this.apiKey = keys.all[0];
    const access: AccessConfig = {
      authorization: auth.authorization,
      ...(apiKeyRequired && { apiKeyRequired }),
      ...(keys.operatorIds && { operatorKeys: keys.operatorIds }),
      ...(props.tenancy && { tenant: props.tenancy._bind(this, auth.authorization, keys.tenants) }),
    };
    props.docs?._check(this, access);
    const uploads = uploadsConfig(this, props);
    const openApi = { access, uploads, source: props.source._config(), jobs: props.maintenance !== undefined, upsert, docs: props.docs?._readers };
    this.openApi = publishOpenApi(this, stageName, openApi);
    this.function = this.createFunction(props, stageName, access, uploads, cors);
    this.alias = release(this, this.function, props, props.reservedConcurrentExecutions);
    if (auth.reason !== undefined) {
      stateReason(this, ['AwsSolutions-APIG4', 'AwsSolutions-COG4'], `ApiAuth.none: ${auth.reason}`);
    }
    this._signsCallers = auth.authorization.kind === 'iam';
    this._divided = props.tenancy !== undefined;
    const validators = {
      body: new RequestValidator(this, 'ValidateBody', { restApi: this.restApi, validateRequestBody: true, validateRequestParameters: true }),
      parameters: new RequestValidator(this, 'ValidateParameters', { restApi: this.restApi, validateRequestParameters: true }),
    };
    const byRight = auth.bind(this, props.importsPrepared ?? false);
    const methodOptions = ({ operation, right }: Route): MethodOptions => operation === 'getDocs' && props.docs?._isOpen
      ? { authorizationType: AuthorizationType.NONE } : { ...byRight(right), apiKeyRequired: apiKeyRequired || undefined };
    const integration = new LambdaIntegration(this.alias ?? this.function, { allowTestInvoke: false });
    addRoutes(this, this.restApi, this.routes, integration, methodOptions, validators, cors);
    props.docs?._stateReason(this.restApi);
    addErrorResponses(this.restApi, cors);
    meterKeys(this.restApi, keys, throttle, props);
    if (props.waf ?? true) {
      protectStage(this, { ...props, stageArn: this.restApi.deploymentStage.stageArn });
    }
    if (props.cache) keyCacheByCaller(this, this.restApi);
    this.url = props.domain ? addDomain(this, this.restApi, props.domain, props.tlsPolicy ?? TlsPolicy.TLS_1_2) : this.restApi.url;
  }

  /** Lets a principal see objects and rows, under IAM authorization. */
  public grantRead(grantee: IGrantable): Grant {
    return this.grantRights('grantRead', grantee, [Right.CALLER, Right.READER]);
  }

  /** Lets a principal ask for upload forms, under IAM authorization. */
  public grantUpload(grantee: IGrantable): Grant {
    return this.grantRights('grantUpload', grantee, [Right.CALLER, Right.UPLOADER]);
  }

  /** Lets a principal delete, replay and reconcile, and do all that others may, under IAM authorization. */
  public grantOperate(grantee: IGrantable): Grant {
    return this.grantRights('grantOperate', grantee, Object.values(Right));
  }

  /** Lets a principal call every method, those of later versions too, under IAM authorization. */
  public grantInvoke(grantee: IGrantable): Grant {
    const stageArn = this.restApi.arnForExecuteApi('*', '/*', this.restApi.deploymentStage.stageName);
    return Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns: [stageArn] });
  }

  private grantRights(name: string, grantee: IGrantable, rights: Right[]): Grant {
    if (!this._signsCallers) {
      fail(this, `${name} gives rights under IAM, and the callers of this API are authorized otherwise: give them what their ApiAuth asks for`);
    }
    return grantRoutes(this.restApi, grantee, this.routes, rights);
  }

  private createFunction(props: IngestApiProps, stageName: string, access: AccessConfig, uploads: UploadsConfig, cors?: Cors): IFunction {
    const timeout = props.timeout ?? Duration.seconds(25);
    if (timeout.toSeconds() >= 29) {
      fail(this, `the API function's timeout of ${timeout.toSeconds()} s is not below the 29 s of API Gateway: take 28 s or less`);
    }
    const upsert = props.records?._config().upsert;
    return handlerFunction(this, {
      handler: 'api',
      description: 'Answers the requests of the API',
      timeout,
      memorySize: props.memorySize ?? 512,
      ...handlerOptionsOf(props),
      ...(props.docs && { folders: { [DOCS_FOLDER]: assetFolder(DOCS_FOLDER) } }),
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
        ...(props.docs && { [Env.DOCS]: props.docs._readers }),
        ...(cors && { [Env.CORS]: JSON.stringify(handlerCors(cors)) }),
        [Env.UPLOADS]: JSON.stringify(uploads),
        ...(upsert && { [Env.UPSERT]: JSON.stringify(upsert) }),
        ...(props.maintenance && { [Env.MAINTENANCE_FUNCTION]: props.maintenance.function.functionName }),
      },
      statements: [
        ...props.table._readStatements(), ...props.table._apiStatements(), ...props.source._writeStatements(),
        ...props.maintenance?._startStatements() ?? [],
      ],
    });
  }
}

function checkStage(scope: Construct, stage: string): string {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(stage)) {
    fail(scope, `the stage ${JSON.stringify(stage)} is not a stage name of API Gateway: take letters, digits, hyphens and underscores, at most 128`);
  }
  return stage;
}
