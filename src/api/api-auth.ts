import { AuthorizationType, CognitoUserPoolsAuthorizer, MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

/** Options of {@link ApiAuth.cognito}. */
export interface CognitoAuthOptions {
  /**
   * OAuth scopes of which the access token must hold one.
   *
   * @default - none: an identity token of the pool is enough
   */
  readonly scopes?: string[];
}

/** Who may call the API. */
export abstract class ApiAuth {
  /** Requests signed with SigV4 by a principal that was granted `execute-api:Invoke`. */
  public static iam(): ApiAuth {
    return new IamAuth();
  }

  /** Tokens of a Cognito user pool. */
  public static cognito(pool: IUserPool, options: CognitoAuthOptions = {}): ApiAuth {
    return new CognitoAuth(pool, options);
  }

  /**
   * An API key in the header `x-api-key`, metered by a usage plan. A key identifies a client and is no proof of who calls:
   * for anything but machine-to-machine reading prefer another kind.
   */
  public static apiKey(): ApiAuth {
    return new ApiKeyAuth();
  }

  /**
   * True where callers are anonymous to IAM, so that the API's resource policy has to let them in.
   *
   * @internal
   */
  public abstract readonly _anonymous: boolean;

  /**
   * True where every method asks for an API key.
   *
   * @internal
   */
  public abstract readonly _apiKey: boolean;

  /**
   * What each method of an API needs.
   *
   * @internal
   */
  public abstract _bind(scope: Construct): MethodOptions;
}

class IamAuth extends ApiAuth {
  public readonly _anonymous = false;
  public readonly _apiKey = false;
  public _bind(): MethodOptions {
    return { authorizationType: AuthorizationType.IAM };
  }
}

class CognitoAuth extends ApiAuth {
  // After the token, the resource policy is evaluated by itself, and one without an Allow refuses everybody:
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
  public readonly _anonymous = true;
  public readonly _apiKey = false;
  constructor(private readonly pool: IUserPool, private readonly options: CognitoAuthOptions) {
    super();
  }
  public _bind(scope: Construct): MethodOptions {
    return {
      authorizationType: AuthorizationType.COGNITO,
      authorizer: new CognitoUserPoolsAuthorizer(scope, 'Authorizer', { cognitoUserPools: [this.pool] }),
      authorizationScopes: this.options.scopes,
    };
  }
}

class ApiKeyAuth extends ApiAuth {
  public readonly _anonymous = true;
  public readonly _apiKey = true;
  public _bind(): MethodOptions {
    return { authorizationType: AuthorizationType.NONE, apiKeyRequired: true };
  }
}
