import { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { AuthKind } from './auth/auth-kind';
import { CognitoAuth } from './auth/cognito-auth';
import { CognitoAuthOptions } from './auth/cognito-auth-options';
import { IamAuth } from './auth/iam-auth';
import { IamAuthOptions } from './auth/iam-auth-options';
import { LambdaAuth } from './auth/lambda-auth';
import { LambdaAuthOptions } from './auth/lambda-auth-options';
import { OpenAuth } from './auth/open-auth';

/**
 * Who may call the API, and what they may do there: read, upload, or operate, which is to delete, to replay, to reconcile, and all
 * that others may.
 */
export class ApiAuth {
  /**
   * Requests signed with SigV4 by a principal that was granted the methods: `grantRead`, `grantUpload`, `grantOperate`,
   * `grantInvoke`.
   */
  public static iam(options: IamAuthOptions = {}): ApiAuth {
    return new ApiAuth(new IamAuth(options));
  }

  /** Tokens of a Cognito user pool. Nobody operates unless a scope or a group is named for it. */
  public static cognito(pool: IUserPool, options: CognitoAuthOptions = {}): ApiAuth {
    return new ApiAuth(new CognitoAuth(pool, options));
  }

  /**
   * A Lambda authorizer: a function of the caller's that returns a policy for each identity. What its context says of rights and
   * tenant is believed, because nobody but the function can set it.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
   */
  public static lambdaAuthorizer(authorizer: IFunction, options: LambdaAuthOptions = {}): ApiAuth {
    return new ApiAuth(new LambdaAuth(authorizer, options));
  }

  /**
   * An API key in the header `x-api-key`, metered by a usage plan. A key identifies a client and is no proof of who calls:
   * for anything but machine-to-machine reading prefer another kind. With `operatorApiKeys` only their holders operate; without, the
   * holder of any key does.
   */
  public static apiKey(): ApiAuth {
    return new ApiAuth(new OpenAuth('apiKey'));
  }

  /**
   * No authorization: whoever reaches the API reads and uploads, and nobody operates.
   *
   * @param reason why that is right for this API; it stands in the template and in the evidence of the compliance gate
   */
  public static none(reason: string): ApiAuth {
    return new ApiAuth(new OpenAuth('none', reason));
  }

  private constructor(
    /** @internal */
    public readonly _kind: AuthKind,
  ) {}
}
