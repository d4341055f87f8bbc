import { Duration, Size } from 'aws-cdk-lib';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { ApiAuth } from './api-auth';
import { ApiDocs } from './api-docs';
import { ClientKey } from './client-key';
import { ApiCors } from './cors-options';
import { EdgeOptions } from './edge-options';
import { Tenancy } from './tenancy';
import { UsageLimits } from './usage-limits';
import { HandlerOptions } from '../processing/handler-options';

/** Who sees to the account's role by which API Gateway writes logs. There is one for all APIs of an account and region. */
export enum AccountLogging {
  /** It is set at deployment if it is unset, and never changed or taken away. */
  ENSURE = 'ensure',
  /** It is set already: nothing is created. */
  ASSUME_SET = 'assume-set',
  /** The API writes no logs. */
  OFF = 'off',
}

/** A checksum that S3 compares with what it gets. */
export enum UploadChecksum {
  /** Browsers have it built in (`crypto.subtle`). */
  SHA256 = 'SHA256',
  /** Cheaper to compute. */
  CRC32 = 'CRC32',
}

/** What the caller may say about the API. */
export interface ApiOptions extends EdgeOptions, HandlerOptions {
  /**
   * Who may call it.
   *
   * @default ApiAuth.iam()
   */
  readonly auth?: ApiAuth;

  /**
   * Divides the API by tenants: each sees, uploads and deletes under a prefix of its own.
   *
   * @default - no tenants: every caller sees every object
   */
  readonly tenancy?: Tenancy;

  /**
   * Lets pages of other origins use the API, and upload straight into the bucket.
   *
   * @default - no page of another origin may
   */
  readonly cors?: ApiCors;

  /**
   * A page of documentation at `GET /docs`.
   *
   * @default - no page; `GET /openapi.json` is always there
   */
  readonly docs?: ApiDocs;

  /**
   * Asks for an API key besides, whatever the kind of authorization.
   *
   * @default - true with ApiAuth.apiKey(), else false
   */
  readonly requireApiKey?: boolean;

  /**
   * API keys of clients.
   *
   * @default - one is created where a key is asked for and no key is named
   */
  readonly apiKeys?: ClientKey[];

  /**
   * API keys of operators. Where there are any, nobody operates without one of them, whatever else the caller may.
   *
   * @default - none: keys tell nothing about who operates
   */
  readonly operatorApiKeys?: ClientKey[];

  /**
   * What the holder of one API key may use up.
   *
   * @default - the limits of the stage, no quota
   */
  readonly usagePlan?: UsageLimits;

  /**
   * Requests per second for the whole stage, on average.
   *
   * @default 1000
   */
  readonly throttlingRateLimit?: number;

  /**
   * Requests that may come at once.
   *
   * @default 2000
   */
  readonly throttlingBurstLimit?: number;

  /**
   * Largest file that may be uploaded through the API, up to 5 TiB. Over 5 GiB, which is what one POST to S3 may carry, it must come in parts.
   *
   * @default Size.gibibytes(1)
   */
  readonly maxUploadSize?: Size;

  /**
   * The checksum that every upload must come with, so that S3 refuses what was damaged on its way.
   *
   * @default - none: an upload may come with one
   */
  readonly uploadChecksum?: UploadChecksum;

  /**
   * How long a signed upload may be used, up to five minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly uploadExpiry?: Duration;

  /**
   * Access and execution logs, and who sees to the account's role for them.
   *
   * @default - ENSURE in the preset `standard`
   */
  readonly accountLogging?: AccountLogging;

  /**
   * A web ACL on the stage: AWS's common and known-bad-input rules, and a rate limit per address.
   *
   * @default - true in the preset `standard`
   */
  readonly waf?: boolean;

  /**
   * Requests of one address in five minutes, 10 to 2,000,000,000, over which the web ACL blocks it.
   *
   * @default 10000
   */
  readonly rateLimitPerAddress?: number;

  /**
   * Physical name of the API. `{stage}`, `{account}` and `{region}` stand for theirs.
   *
   * @default - name of the stack, construct path and stage, so that no two APIs of an account share their metrics
   */
  readonly apiName?: string;

  /**
   * Timeout of the function behind the API, below the 29 s of API Gateway.
   *
   * @default Duration.seconds(25)
   */
  readonly timeout?: Duration;

  /**
   * Memory of the function behind the API, in MiB.
   *
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * The role of the function behind the API.
   *
   * @default - one is created, with scoped statements
   */
  readonly role?: IRole;

  /**
   * Says that imports have been given the statements that an earlier synth handed over.
   *
   * @default false
   */
  readonly importsPrepared?: boolean;
}
