import { ResponseType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Cors, errorHeadersOf } from './cors';
import { PROBLEM_TITLES } from './problem-titles';

/** An error that the gateway answers by itself. */
interface GatewayError {
  /** Part of the construct id, so of the logical id. */
  readonly id: string;
  readonly type: ResponseType;
  /** Without it the gateway's own for the case, which the body then does not repeat. */
  readonly status?: number;
  readonly detail: string;
  readonly headers?: Record<string, string>;
}

const AUTHENTICATE = "'Bearer'";

/** The errors that say something of their own; the two defaults stand for the rest. */
export const GATEWAY_ERRORS: readonly GatewayError[] = [
  { id: 'Problem4xx', type: ResponseType.DEFAULT_4XX, detail: 'the request was refused before it reached the API: check its address, its signature and its headers' },
  { id: 'Problem5xx', type: ResponseType.DEFAULT_5XX, status: 500, detail: 'something unexpected went wrong: quote the requestId to whoever runs this API' },
  { id: 'ProblemBody', type: ResponseType.BAD_REQUEST_BODY, status: 400, detail: 'the body is not as the route wants it: see /openapi.json for its schema' },
  { id: 'ProblemParameters', type: ResponseType.BAD_REQUEST_PARAMETERS, status: 400, detail: 'a parameter is missing or malformed: see /openapi.json for those that the route has' },
  {
    id: 'ProblemUnauthorized',
    type: ResponseType.UNAUTHORIZED,
    status: 401,
    detail: 'the request does not say who calls: send a valid token',
    headers: { 'WWW-Authenticate': AUTHENTICATE },
  },
  { id: 'ProblemExpired', type: ResponseType.EXPIRED_TOKEN, status: 403, detail: 'the credentials have expired: get new ones' },
  { id: 'ProblemSignature', type: ResponseType.INVALID_SIGNATURE, status: 403, detail: 'the signature does not match the request: check the secret key, the signed headers and the clock' },
  { id: 'ProblemApiKey', type: ResponseType.INVALID_API_KEY, status: 403, detail: 'the API key is missing or unknown: send a valid one as x-api-key' },
  { id: 'ProblemDenied', type: ResponseType.ACCESS_DENIED, status: 403, detail: 'the caller may not do this: ask whoever runs this API for the right' },
  // The gateway does not tell the two apart.
  { id: 'ProblemNoRoute', type: ResponseType.MISSING_AUTHENTICATION_TOKEN, status: 403, detail: 'there is no such route or method, or the request is not signed: see /openapi.json' },
  { id: 'ProblemWaf', type: ResponseType.WAF_FILTERED, status: 403, detail: 'the request was blocked by a firewall: send fewer or plainer requests' },
  { id: 'ProblemNotFound', type: ResponseType.RESOURCE_NOT_FOUND, status: 404, detail: 'there is no such route: see /openapi.json' },
  { id: 'ProblemTooLarge', type: ResponseType.REQUEST_TOO_LARGE, status: 413, detail: 'the body is too large: files go straight to the bucket, see POST /uploads' },
  { id: 'ProblemMediaType', type: ResponseType.UNSUPPORTED_MEDIA_TYPE, status: 415, detail: 'the body is of a type that is not understood: send application/json' },
  { id: 'ProblemThrottled', type: ResponseType.THROTTLED, status: 429, detail: 'too many requests: wait a second and try again', headers: { 'Retry-After': "'1'" } },
  { id: 'ProblemQuota', type: ResponseType.QUOTA_EXCEEDED, status: 429, detail: 'the quota of this API key is used up: wait for the next period', headers: { 'Retry-After': "'3600'" } },
  { id: 'ProblemIntegration', type: ResponseType.INTEGRATION_FAILURE, status: 502, detail: 'the API did not answer properly: try again, and quote the requestId to whoever runs it' },
  { id: 'ProblemTimeout', type: ResponseType.INTEGRATION_TIMEOUT, status: 504, detail: 'the request took too long: ask for less, or try again' },
];

/**
 * Gives the gateway's own errors the form of the handler's: RFC 9457 problem details. Their texts are ours, because the gateway's name
 * the caller's ARN, the account and the resource. `$context.status` is a variable of access logs and empty here, so each status is written out.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function addErrorResponses(restApi: RestApi, cors?: Cors): void {
  for (const error of GATEWAY_ERRORS) {
    restApi.addGatewayResponse(error.id, {
      type: error.type,
      statusCode: error.status === undefined ? undefined : String(error.status),
      responseHeaders: { 'Content-Type': "'application/problem+json'", 'Cache-Control': "'no-store'", ...error.headers, ...(cors && errorHeadersOf(cors)) },
      templates: { 'application/json': templateOf(error) },
    });
  }
}

function templateOf({ status, detail }: GatewayError): string {
  const problem = { type: 'about:blank', title: status === undefined ? 'Request refused' : PROBLEM_TITLES[status], status, detail };
  return `${JSON.stringify(problem).slice(0, -1)},"requestId":"$context.requestId"}`;
}
