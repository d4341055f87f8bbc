import { Duration } from 'aws-cdk-lib';

/** Which pages of other origins may use the API, and upload straight into the bucket. */
export interface ApiCors {
  /**
   * Origins of the pages, exactly as a browser sends them: `https://app.example.com`, without a path, a slash at the end or the
   * scheme's own port.
   */
  readonly origins: string[];

  /**
   * HTTP methods that the pages may use.
   *
   * @default - those of the routes
   */
  readonly methods?: string[];

  /**
   * Request headers that the pages may send.
   *
   * @default - those that the API and its authorization read
   */
  readonly headers?: string[];

  /**
   * Response headers that the pages may read, besides those that every page may.
   *
   * @default - ETag, Link, Location, Retry-After, x-amzn-ErrorType, x-amzn-RequestId
   */
  readonly exposedHeaders?: string[];

  /**
   * How long a browser may keep the answer to a preflight, up to a day. Browsers have lower limits of their own.
   *
   * @default Duration.hours(1)
   */
  readonly maxAge?: Duration;

  /**
   * Lets the pages send cookies and TLS client certificates. Then there must be exactly one origin, because the gateway's own errors
   * cannot choose from several. Tokens and keys in headers need no credentials in this sense.
   *
   * @default false
   */
  readonly credentials?: boolean;
}
