import { AuthorizationType, CognitoUserPoolsAuthorizer, MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { AuthKind } from './auth-kind';
import { CognitoAuthOptions } from './cognito-auth-options';
import { Authorization, Right } from '../../contract';
import { fail } from '../../private/imports';

/** Tokens of a user pool. */
export class CognitoAuth implements AuthKind {
  public readonly needsAllow = true;
  public readonly authorization: Extract<Authorization, { kind: 'cognito' }>;

  constructor(private readonly pool: IUserPool, options: CognitoAuthOptions) {
    const { scopes = [], uploadScopes = scopes, operatorScopes = [], operatorGroups = [] } = options;
    this.authorization = { kind: 'cognito', scopes, uploadScopes, operatorScopes, operatorGroups };
  }

  public bind(scope: Construct): (right: Right) => MethodOptions {
    this.authorization.operatorGroups.forEach((group) => checkGroup(scope, group));
    const authorizer = new CognitoUserPoolsAuthorizer(scope, 'Authorizer', { cognitoUserPools: [this.pool] });
    return (right) => ({ authorizationType: AuthorizationType.COGNITO, authorizer, authorizationScopes: this.scopesFor(right) });
  }

  /** One of these is asked for by the gateway; undefined leaves it to the handler, because more than scopes decide. */
  private scopesFor(right: Right): string[] | undefined {
    const { scopes, uploadScopes, operatorScopes, operatorGroups } = this.authorization;
    if (right === Right.OPERATOR && operatorScopes.length > 0 && operatorGroups.length === 0) return operatorScopes;
    const lists = right === Right.CALLER ? [scopes, uploadScopes] : right === Right.UPLOADER ? [uploadScopes] : [scopes];
    return lists.some((list) => list.length === 0) ? undefined : [...new Set([...lists.flat(), ...operatorScopes])];
  }
}

function checkGroup(scope: Construct, group: string): void {
  if (!/^[^\s,[\]]+$/.test(group)) {
    fail(scope, `the group ${JSON.stringify(group)} cannot be told from others in the text that API Gateway makes of a caller's groups: `
      + 'use a name without spaces, commas and brackets');
  }
}
