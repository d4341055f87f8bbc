import { Duration } from 'aws-cdk-lib';
import { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { IBucket } from 'aws-cdk-lib/aws-s3';

/** The TLS versions that the API takes. */
export enum TlsPolicy {
  /** TLS 1.2 with forward secrecy, and TLS 1.3. */
  TLS_1_2 = 'SecurityPolicy_TLS13_1_2_2021_06',
  /** The same with key exchange that withstands quantum computers. */
  TLS_1_2_POST_QUANTUM = 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
  /** TLS 1.3 alone. */
  TLS_1_3 = 'SecurityPolicy_TLS13_1_3_2025_09',
  /** TLS 1.3 alone, with FIPS 140 validated modules. */
  TLS_1_3_FIPS = 'SecurityPolicy_TLS13_1_3_FIPS_2025_09',
}

/** Rules that AWS keeps. Each costs 1 USD a month. Any other group can be named by its text. */
export class WafGroup {
  /** What OWASP and others list as common attacks. */
  public static readonly COMMON = 'AWSManagedRulesCommonRuleSet';
  /** Requests that are known to be invalid or hostile, such as Log4j look-ups. */
  public static readonly KNOWN_BAD_INPUTS = 'AWSManagedRulesKnownBadInputsRuleSet';
  /** Addresses that AWS has seen in attacks. */
  public static readonly IP_REPUTATION = 'AWSManagedRulesAmazonIpReputationList';
  /** Addresses of VPNs, proxies, Tor and hosting providers. */
  public static readonly ANONYMOUS_IP = 'AWSManagedRulesAnonymousIpList';

  private constructor() {}
}

/** A name of the caller's before the API. */
export interface ApiDomain {
  /** The name, such as `ingest.example.com`. */
  readonly domainName: string;

  /** A certificate for the name, of AWS Certificate Manager in the same region. */
  readonly certificate: ICertificate;

  /**
   * The zone that gets an alias record for the name.
   *
   * @default - no record: point the name to the domain's regional name yourself
   */
  readonly hostedZone?: IHostedZone;

  /**
   * Path of the API below the name, one segment.
   *
   * @default - the API is at the root
   */
  readonly basePath?: string;
}

/** Memory that API Gateway keeps responses in. */
export interface ApiCache {
  /**
   * Size in GB: 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237. The smallest costs about 14 USD a month.
   *
   * @default 0.5
   */
  readonly size?: number;

  /**
   * How long a response may be served again, up to an hour. Readers may see the state of that long ago.
   *
   * @default Duration.minutes(1)
   */
  readonly ttl?: Duration;
}

/** A limit for one method, below that of the stage. */
export interface MethodThrottle {
  /** The HTTP method, such as `GET`. */
  readonly method: string;
  /** The path as API Gateway has it, such as `/objects/{id}/rows`. */
  readonly path: string;
  /** Requests per second, on average. */
  readonly rateLimit: number;
  /** Requests that may come at once. */
  readonly burstLimit: number;
}

/** Where access logs go besides CloudWatch. */
export interface AccessLogDelivery {
  /**
   * A bucket of the caller's.
   *
   * @default - the bucket of the landing bucket's server access logs
   */
  readonly bucket?: IBucket;

  /**
   * What the keys of the logs start with.
   *
   * @default 'api/'
   */
  readonly prefix?: string;

  /**
   * How long log lines are collected before they are written, up to 15 minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly interval?: Duration;
}

/** What the caller may say about what stands between a client and the API. */
export interface EdgeOptions {
  /**
   * Address ranges in CIDR notation, IPv4 or IPv6, from which alone the API can be called. Needs the web ACL, where it is one
   * more rule: 1 USD a month.
   *
   * @default - every address
   */
  readonly allowedIpRanges?: string[];

  /**
   * The groups of AWS's own rules in the web ACL, as {@link WafGroup} names them: 1 USD a month each.
   *
   * @default [WafGroup.COMMON, WafGroup.KNOWN_BAD_INPUTS]
   */
  readonly wafManagedGroups?: string[];

  /**
   * Keeps a log of every request that the web ACL judged, without credentials. Charged by volume.
   *
   * @default false
   */
  readonly wafLogging?: boolean;

  /**
   * A name of the caller's, with its certificate.
   *
   * @default - the API has the name that API Gateway gives it
   */
  readonly domain?: ApiDomain;

  /**
   * Refuses calls by the name that API Gateway gives the API.
   *
   * @default - true where there is a domain
   */
  readonly disableExecuteApiEndpoint?: boolean;

  /**
   * A certificate by which API Gateway tells HTTP backends who it is. A function needs none; rule packs ask for it.
   *
   * @default - false, true in the preset `regulated`
   */
  readonly clientCertificate?: boolean;

  /**
   * The TLS versions that the API takes.
   *
   * @default TlsPolicy.TLS_1_2
   */
  readonly tlsPolicy?: TlsPolicy;

  /**
   * Makes the API private: it can be reached through these endpoints of service `execute-api` alone, from inside of a VPC.
   *
   * @default - the API can be reached from the internet
   */
  readonly vpcEndpoints?: IVpcEndpoint[];

  /**
   * Keeps responses to GET requests, encrypted, for each caller, path and query apart. Charged by the hour.
   *
   * @default - nothing is kept
   */
  readonly cache?: ApiCache;

  /**
   * Limits for single methods.
   *
   * @default - the limit of the stage holds for all methods together
   */
  readonly methodThrottles?: MethodThrottle[];

  /**
   * Copies the access logs from CloudWatch to a bucket, by Amazon Data Firehose. Charged by volume.
   *
   * @default - access logs are in CloudWatch alone
   */
  readonly accessLogDelivery?: AccessLogDelivery;
}
