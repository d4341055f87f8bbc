import { CfnAuthorizer, CfnMethod, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { Route, ROUTES } from './routes';
import { fail } from '../private/imports';

/** Headers that tell callers apart, or versions of an answer. */
const KEY_HEADERS = ['Authorization', 'x-api-key', 'Accept', 'If-None-Match', 'Origin'];

/** Answers that are worth keeping: not those that tell how far something is. */
export function cachedRoutes(): Route[] {
  return ROUTES.filter((route) => route.method === 'GET' && route.operation !== 'getHealth' && route.needs === undefined);
}

/**
 * Makes everything that an answer depends on a part of its key in the cache: the caller, the path, the query. By itself API Gateway
 * keys by resource, and would serve one caller's answer to the next. Under IAM each signature is another caller, so nothing is shared.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function keyCacheByCaller(scope: Construct, restApi: RestApi): void {
  const callers = callerParameters(scope);
  for (const route of cachedRoutes()) {
    const method = restApi.methods.find((one) => one.httpMethod === route.method && one.resource.path === route.path);
    const definition = method?.node.defaultChild;
    if (!(definition instanceof CfnMethod)) continue;
    const path = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `method.request.path.${name}`);
    const query = (route.query ?? []).map((name) => `method.request.querystring.${name}`);
    const keys = [...new Set([...KEY_HEADERS.map((name) => `method.request.header.${name}`), ...callers, ...path, ...query])];
    for (const key of keys) {
      if (!query.includes(key)) definition.addPropertyOverride(`RequestParameters.${key.replaceAll('.', '\\.')}`, path.includes(key));
    }
    definition.addPropertyOverride('Integration.CacheKeyParameters', keys);
    definition.addPropertyOverride('Integration.CacheNamespace', route.operation);
    restApi.latestDeployment?.addToLogicalId({ cache: [route.operation, keys] });
  }
}

/** What authorizers read of a request beyond the usual headers. */
function callerParameters(scope: Construct): string[] {
  const authorizers = scope.node.findAll().filter((one): one is CfnAuthorizer => CfnAuthorizer.isCfnAuthorizer(one));
  return authorizers.flatMap((authorizer) => {
    if (authorizer.type === 'COGNITO_USER_POOLS') return [];
    if (authorizer.identitySource === undefined) {
      fail(scope, `the authorizer ${authorizer.node.path} names no identity source, so responses cannot be cached for each caller apart: name one, or leave cache out`);
    }
    return authorizer.identitySource.split(',').map((source) => source.trim()).filter((source) => source.startsWith('method.request.'));
  });
}
