import { Duration, Stack, Token } from 'aws-cdk-lib';
import { AuthorizationType, IAuthorizer, IdentitySource, MethodOptions, RequestAuthorizer, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AuthKind } from './auth-kind';
import { AuthorizerInput, LambdaAuthOptions } from './lambda-auth-options';
import { Authorization } from '../../contract';
import { fail } from '../../private/imports';

/** Members of the context that API Gateway sets itself. */
const RESERVED = ['principalId', 'integrationLatency', 'claims'];

/** A policy that a function of the caller's returns. */
export class LambdaAuth implements AuthKind {
  public readonly needsAllow = false;
  public readonly headers: string[];
  public readonly authorization: Extract<Authorization, { kind: 'authorizer' }>;

  constructor(private readonly authorizer: IFunction, private readonly options: LambdaAuthOptions) {
    this.headers = options.identityHeaders ?? ['Authorization'];
    this.authorization = { kind: 'authorizer', rightsKey: options.rightsKey ?? 'rights' };
  }

  public bind(scope: Construct, importsPrepared: boolean): () => MethodOptions {
    checkContextKey(scope, this.authorization.rightsKey);
    const authorizer = this.create(scope, invocable(scope, this.authorizer, importsPrepared));
    return () => ({ authorizationType: AuthorizationType.CUSTOM, authorizer });
  }

  private create(scope: Construct, handler: IFunction): IAuthorizer {
    const { input = AuthorizerInput.REQUEST, cacheTtl: resultsCacheTtl = Duration.minutes(5) } = this.options;
    if (resultsCacheTtl.toSeconds() > 3600) fail(scope, `cacheTtl is at most an hour, not ${resultsCacheTtl.toSeconds()} s`);
    for (const name of this.headers) {
      if (!/^[A-Za-z0-9-]+$/.test(name)) fail(scope, `${JSON.stringify(name)} is not the name of a header: use letters, digits and hyphens`);
    }
    const identitySources = this.headers.map((name) => IdentitySource.header(name));
    if (identitySources.length === 0) fail(scope, 'identityHeaders is empty: name the headers that tell callers apart');
    if (input === AuthorizerInput.REQUEST) return new RequestAuthorizer(scope, 'Authorizer', { handler, identitySources, resultsCacheTtl });
    if (identitySources.length > 1) {
      fail(scope, `a TOKEN authorizer is given one header, not ${this.headers.join(' and ')}: name one, or take AuthorizerInput.REQUEST`);
    }
    return new TokenAuthorizer(scope, 'Authorizer', { handler, identitySource: identitySources[0], resultsCacheTtl });
  }
}

/** Refuses a name that the context of an authorizer cannot have. */
export function checkContextKey(scope: Construct, key: string): void {
  if (key === '' || RESERVED.includes(key)) {
    fail(scope, `${JSON.stringify(key)} is not a member of a context that an authorizer sets: use another name than ${RESERVED.join(', ')}`);
  }
}

/**
 * The function as this stack may permit the gateway to call it. A function of another stack gets its permission here: there it would
 * need this API's id, and the two stacks would wait for each other.
 */
function invocable(scope: Construct, authorizer: IFunction, importsPrepared: boolean): IFunction {
  const stack = Stack.of(scope);
  if (authorizer instanceof Function && Stack.of(authorizer) === stack) return authorizer;
  const { account } = authorizer.env;
  const foreign = !Token.isUnresolved(account) && !Token.isUnresolved(stack.account) && account !== stack.account;
  if (foreign && !importsPrepared) {
    fail(scope, `the authorizer ${authorizer.functionArn} is in another account and cannot be changed from here: allow apigateway.amazonaws.com `
      + 'lambda:InvokeFunction on it yourself, under the source ARN of this API, and then pass importsPrepared: true');
  }
  return Function.fromFunctionAttributes(scope, 'AuthorizerFunction', { functionArn: authorizer.functionArn, sameEnvironment: !foreign });
}
