import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/**
 * Tells CloudFormation how it went, at the signed URL that came with the request.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export function respond(
  event: CloudFormationCustomResourceEvent, status: 'SUCCESS' | 'FAILED', data: Record<string, string>, reason?: string,
): Promise<void> {
  const body = JSON.stringify({
    Status: status,
    Reason: reason ?? 'done',
    PhysicalResourceId: 'PhysicalResourceId' in event ? event.PhysicalResourceId : 'api-gateway-account-logging',
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    Data: data,
  });
  const send = event.ResponseURL.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = send(event.ResponseURL, { method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve());
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
