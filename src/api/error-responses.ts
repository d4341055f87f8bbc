import { ResponseType, RestApi } from 'aws-cdk-lib/aws-apigateway';

const TEMPLATE = '{"type":"about:blank","title":$context.error.messageString,"requestId":"$context.requestId"}';

/**
 * Gives the gateway's own errors (no such route, no key, throttled, invalid request) the form of the handler's:
 * RFC 9457 problem details. `$context.error.messageString` is a quoted JSON string already. The status stays in the
 * status line: `$context.status` is a variable of access logs and empty here, which would break the JSON.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function addErrorResponses(restApi: RestApi): void {
  for (const [id, type] of [['Problem4xx', ResponseType.DEFAULT_4XX], ['Problem5xx', ResponseType.DEFAULT_5XX]] as const) {
    restApi.addGatewayResponse(id, {
      type,
      responseHeaders: { 'Content-Type': "'application/problem+json'" },
      templates: { 'application/json': TEMPLATE },
    });
  }
}
