import { AuthorizationType, CognitoUserPoolsAuthorizer, MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { Authorization, Right } from '../contract';
import { fail } from '../private/imports';

/** Options of {@link ApiAuth.cognito}. */
export interface CognitoAuthOptions {
  /**
   * OAuth scopes of which the access token must hold one to read.
   *
   * @default - none: an identity token of the pool is enough
   */
  readonly scopes?: string[];

  /**
   * OAuth scopes of which the access token must hold one to upload.
   *
   * @default - the same as `scopes`
   */
  readonly uploadScopes?: string[];

  /**
   * OAuth scopes of which the access token must hold one to operate, which is to delete, and to do all that others may.
   *
   * @default - none: no scope makes an operator
   */
  readonly operatorScopes?: string[];

  /**
   * Groups of the pool whose members operate. Names without spaces and commas, because API Gateway hands the groups of a
   * caller over as one text.
   *
   * @default - none: no group makes an operator
   */
  readonly operatorGroups?: string[];
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
   * What a method needs that asks for a right.
   *
   * @internal
   */
  public abstract _bind(scope: Construct): (right: Right) => MethodOptions;

  /**
   * Where the handler finds the rights of a caller.
   *
   * @internal
   */
  public abstract _authorization(): Authorization;
}

class IamAuth extends ApiAuth {
  public readonly _anonymous = false;
  public readonly _apiKey = false;
  public _bind(): () => MethodOptions {
    return () => ({ authorizationType: AuthorizationType.IAM });
  }
  public _authorization(): Authorization {
    return { kind: 'iam' };
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
  public _bind(scope: Construct): (right: Right) => MethodOptions {
    for (const group of this.options.operatorGroups ?? []) {
      if (!/^[^\s,[\]]+$/.test(group)) {
        fail(scope, `the group ${JSON.stringify(group)} cannot be told from others in the text that API Gateway makes of a caller's groups: `
          + 'use a name without spaces, commas and brackets');
      }
    }
    const authorizer = new CognitoUserPoolsAuthorizer(scope, 'Authorizer', { cognitoUserPools: [this.pool] });
    return (right) => ({ authorizationType: AuthorizationType.COGNITO, authorizer, authorizationScopes: this.scopesFor(right) });
  }
  public _authorization(): Extract<Authorization, { kind: 'cognito' }> {
    const { scopes = [], uploadScopes = scopes, operatorScopes = [], operatorGroups = [] } = this.options;
    return { kind: 'cognito', scopes, uploadScopes, operatorScopes, operatorGroups };
  }
  /** Scopes that the gateway asks for, where scopes alone decide; undefined leaves it to the handler. */
  private scopesFor(right: Right): string[] | undefined {
    const { scopes, uploadScopes, operatorScopes, operatorGroups } = this._authorization();
    const any = (...lists: string[][]) => lists.some((list) => list.length === 0) ? undefined : [...new Set(lists.flat())];
    const orOperator = (list: string[] | undefined) => list && [...new Set([...list, ...operatorScopes])];
    switch (right) {
      case Right.READER: return orOperator(any(scopes));
      case Right.UPLOADER: return orOperator(any(uploadScopes));
      case Right.OPERATOR: return operatorGroups.length === 0 && operatorScopes.length > 0 ? operatorScopes : orOperator(any(scopes));
      default: return orOperator(any(scopes, uploadScopes));
    }
  }
}

class ApiKeyAuth extends ApiAuth {
  public readonly _anonymous = true;
  public readonly _apiKey = true;
  public _bind(): () => MethodOptions {
    return () => ({ authorizationType: AuthorizationType.NONE, apiKeyRequired: true });
  }
  public _authorization(): Authorization {
    return { kind: 'apiKey' };
  }
}
