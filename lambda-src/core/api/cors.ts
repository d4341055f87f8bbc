import type { CorsConfig } from '../../../src/contract';

/** Headers by which a browser lets a page of the request's origin read an answer. A cache must know that they differ by origin. */
export function corsHeaders(origin: string | undefined, cors: CorsConfig, vary: string | undefined): Record<string, string> {
  const { origins, exposedHeaders, credentials } = cors;
  return {
    vary: vary === undefined ? 'origin' : `${vary}, origin`,
    ...origin !== undefined && origins.includes(origin) && {
      'access-control-allow-origin': origin,
      ...exposedHeaders.length > 0 && { 'access-control-expose-headers': exposedHeaders.join(', ') },
      ...credentials && { 'access-control-allow-credentials': 'true' },
    },
  };
}
