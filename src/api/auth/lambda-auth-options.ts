import { Duration } from 'aws-cdk-lib';

/** What a Lambda authorizer is given. */
export enum AuthorizerInput {
  /** The request: headers, path, query and context. */
  REQUEST = 'request',
  /** The text of one header. */
  TOKEN = 'token',
}

/** Options of `ApiAuth.lambdaAuthorizer`. */
export interface LambdaAuthOptions {
  /**
   * What the function is given.
   *
   * @default AuthorizerInput.REQUEST
   */
  readonly input?: AuthorizerInput;

  /**
   * Headers that make up the identity of a caller. A request that lacks one of them is answered with 401 and never reaches the
   * function; two requests with the same values are the same caller to the cache. One header for a TOKEN authorizer.
   *
   * @default ['Authorization']
   */
  readonly identityHeaders?: string[];

  /**
   * How long the answer for an identity is kept, up to an hour; zero asks the function each time. The policy that is kept must
   * cover every method that the caller may use.
   *
   * @default Duration.minutes(5)
   */
  readonly cacheTtl?: Duration;

  /**
   * Member of the authorizer's context that lists the caller's rights: `reader`, `uploader`, `operator`, separated by spaces or
   * commas. A context without it leaves reading and uploading to the policy that the function returns, and makes no operator.
   *
   * @default 'rights'
   */
  readonly rightsKey?: string;
}
