import { MethodDeploymentOptions, StageOptions } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { EdgeOptions } from './edge-options';
import { cachedRoutes } from './response-cache';
import { ROUTES } from './routes';
import { fail } from '../private/imports';

const CACHE_SIZES = [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237];

/**
 * The settings of a stage: those of all methods, and those of single methods, which API Gateway does not complete from the
 * former, so that each must say everything.
 */
export function methodSettings(scope: Construct, common: MethodDeploymentOptions, { cache, methodThrottles = [] }: EdgeOptions): StageOptions {
  const methodOptions: Record<string, MethodDeploymentOptions> = {};
  const extend = (path: string, method: string, options: MethodDeploymentOptions) => {
    const key = `${path}/${method}`;
    methodOptions[key] = { ...common, ...methodOptions[key], ...options };
  };
  for (const { method, path, rateLimit, burstLimit } of methodThrottles) {
    if (!ROUTES.some((route) => route.method === method && route.path === path)) {
      const known = ROUTES.map((route) => `${route.method} ${route.path}`).join(', ');
      fail(scope, `methodThrottles names ${method} ${path}, which the API does not have: take one of ${known}`);
    }
    if (!(rateLimit > 0) || !Number.isInteger(burstLimit) || burstLimit < 1) {
      fail(scope, `the throttle of ${method} ${path} is ${rateLimit} requests per second and ${burstLimit} at once: both are numbers from 1`);
    }
    extend(path, method, { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit });
  }
  if (!cache) return { ...common, ...(methodThrottles.length > 0 && { methodOptions }) };
  const size = cache.size ?? 0.5;
  const seconds = cache.ttl?.toSeconds() ?? 60;
  if (!CACHE_SIZES.includes(size)) fail(scope, `the cache has ${size} GB: API Gateway has ${CACHE_SIZES.join(', ')}`);
  if (seconds < 1 || seconds > 3600) fail(scope, `the cache keeps responses for ${seconds} s: take 1 to 3,600 s`);
  for (const { path, method } of cachedRoutes()) {
    extend(path, method, { cachingEnabled: true, cacheDataEncrypted: true, cacheTtl: cache.ttl });
  }
  // Encryption is said for every method, also where nothing is cached, so that no later method is cached in the clear.
  return { ...common, cacheDataEncrypted: true, cacheClusterEnabled: true, cacheClusterSize: String(size), methodOptions };
}
