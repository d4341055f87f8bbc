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
export async function callerArn({ region, credentials }: AwsAccess): Promise<string> {
  const endpoint = serviceEndpoint('sts', region, process.env.AWS_ENDPOINT_URL_STS || process.env.AWS_ENDPOINT_URL || undefined);
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  const host = endpoint.port ? `${endpoint.hostname}:${endpoint.port}` : endpoint.hostname;
  const { headers = {} } = sign({
    service: 'sts',
    region,
    method: 'POST',
    path: endpoint.path,
    headers: { 'Host': host, 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length },
    body,
  }, credentials);
  const answer = await send({ endpoint, method: 'POST', path: endpoint.path, headers, body }, TIMEOUT_MS);
  const text = await readText(answer, TIMEOUT_MS);
  const arn = /<Arn>([^<]+)<\/Arn>/.exec(text)?.[1] ?? /"Arn"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  if (arn === undefined) throw new CommandError(`AWS does not say who you are, it answers with ${answer.statusCode}: check the credentials`);
  return arn;
}
