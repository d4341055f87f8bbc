import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { sign } from 'aws4';
import { CommandError } from './target';
import { AwsClient } from '../aws/client';
import type { AwsCredentials } from '../aws/credentials';
import { serviceEndpoint } from '../aws/endpoint';
import { readText, send } from '../aws/http';

const TIMEOUT_MS = 30_000;

/** Who works with AWS, and where: found as every tool of AWS finds it. */
export interface AwsAccess {
  readonly region: string;
  readonly credentials: AwsCredentials;
  readonly client: AwsClient;
  readonly cloudFormation: CloudFormationClient;
}

/** Reads credentials and region from the environment, the profile or whatever else the SDK knows. */
export async function awsAccess(region: string | undefined): Promise<AwsAccess> {
  // A notice for who builds with the SDK, not for who runs a command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const cloudFormation = new CloudFormationClient({ ...region && { region }, maxAttempts: 4 });
  try {
    const [found, credentials] = await Promise.all([cloudFormation.config.region(), cloudFormation.config.credentials()]);
    return { region: found, credentials, cloudFormation, client: new AwsClient({ region: found, credentials, timeoutMs: TIMEOUT_MS }) };
  } catch (error) {
    throw new CommandError(`there are no AWS credentials or no region: ${error instanceof Error ? error.message : error}`);
  }
}

/** ARN of the caller, for the entry of the job. */
export async function callerArn(access: AwsAccess): Promise<string> {
  const { statusCode, text } = await post(access, 'sts', 'AWS_ENDPOINT_URL_STS', 'Action=GetCallerIdentity&Version=2011-06-15');
  const arn = /<Arn>([^<]+)<\/Arn>/.exec(text)?.[1] ?? /"Arn"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  if (arn === undefined) throw new CommandError(`AWS does not say who you are, it answers with ${statusCode}: check the credentials`);
  return arn;
}

/**
 * Calls a service of which one or two calls are needed, and so no client.
 *
 * @param override name of the variable that leads elsewhere
 * @param body a form, or JSON text where `target` names the operation
 */
export async function post(
  { region, credentials }: AwsAccess, service: string, override: string, body: string, target?: string,
): Promise<{ readonly statusCode: number; readonly text: string }> {
  const endpoint = serviceEndpoint(service, region, process.env[override] || process.env.AWS_ENDPOINT_URL || undefined);
  const host = endpoint.port ? `${endpoint.hostname}:${endpoint.port}` : endpoint.hostname;
  const contentType = target ? 'application/x-amz-json-1.1' : 'application/x-www-form-urlencoded';
  const { headers = {} } = sign({
    service,
    region,
    method: 'POST',
    path: endpoint.path,
    headers: { 'Host': host, 'Content-Type': contentType, 'Content-Length': body.length, ...target && { 'X-Amz-Target': target } },
    body,
  }, credentials);
  const answer = await send({ endpoint, method: 'POST', path: endpoint.path, headers, body }, TIMEOUT_MS);
  return { statusCode: answer.statusCode ?? 0, text: await readText(answer, TIMEOUT_MS) };
}
