import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { GATEWAY_ERRORS } from '../../src/api/error-responses';
import { PROBLEM_TITLES } from '../../src/api/problem-titles';
import { ingestTemplate, resourcesOf } from '../stacks';

interface Response {
  readonly ResponseType: string;
  readonly StatusCode?: string;
  readonly ResponseParameters: Record<string, string>;
  readonly ResponseTemplates: Record<string, string>;
}

const responses = Object.values(resourcesOf(ingestTemplate(), 'AWS::ApiGateway::GatewayResponse')).map(({ Properties }) => Properties as unknown as Response);

test.each(responses.map((response) => [response.ResponseType, response] as const))('A6, C10: %s is a problem of RFC 9457 with the status of its line', (_, response) => {
  const text = response.ResponseTemplates['application/json'].replace('$context.requestId', 'request-1');
  const problem = JSON.parse(text) as Record<string, unknown>;
  expect(response.ResponseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
  expect(problem).toMatchObject({ type: 'about:blank', title: expect.stringMatching(/\S/), detail: expect.stringMatching(/\S/), requestId: 'request-1' });
  expect(problem.status).toBe(response.StatusCode && Number(response.StatusCode));
  if (problem.status !== undefined) expect(problem.title).toBe(PROBLEM_TITLES[Number(problem.status)]);
  // The gateway's own messages name ARNs, accounts and resources.
  expect(text).not.toMatch(/\$context|arn:|\d{12}/);
});

test('each error has its own text, and each type is answered once', () => {
  expect(new Set(GATEWAY_ERRORS.map(({ detail }) => detail)).size).toBe(GATEWAY_ERRORS.length);
  expect(new Set(responses.map((response) => response.ResponseType)).size).toBe(responses.length);
});

test.each([[ResponseType.THROTTLED, "'1'"], [ResponseType.QUOTA_EXCEEDED, "'3600'"]])('%s says when to try again', (type, seconds) => {
  const throttled = responses.find((response) => response.ResponseType === type.responseType);
  expect(throttled).toMatchObject({ StatusCode: '429', ResponseParameters: { 'gatewayresponse.header.Retry-After': seconds } });
});
