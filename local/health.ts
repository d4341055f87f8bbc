import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { sign } from 'aws4';
import type { Clients } from './clients';
import { http } from './http';
import type { Connection } from './session';
import { type AccessConfig, Env } from '../src/contract';

/**
 * Asks whether the API is up: with the key, and signed where IAM is asked as well. An API that wants a token is not asked, because nobody here has one.
 *
 * @param apiFunction - name of the function behind the API, which knows how callers are authorized
 * @throws Error with its answer when it is not up
 */
export async function checkHealth({ lambda }: Clients, apiFunction: string, connection: Connection): Promise<void> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: apiFunction }));
  const { authorization: { kind } } = JSON.parse(Environment?.Variables?.[Env.ACCESS] ?? '') as AccessConfig;
  if (kind === 'cognito' || kind === 'authorizer') return;
  const { api, apiKey, caFile, region } = connection;
  const url = new URL(`${api}/health`);
  const request = { service: 'execute-api', region, host: url.host, path: url.pathname, method: 'GET', headers: { 'x-api-key': apiKey } };
  const { headers = {} } = kind === 'iam' ? sign(request, connection) : request;
  const { status, body } = await http(url.href, { headers: headers as Record<string, string>, caFile });
  if (status !== 200) throw new Error(`GET /health was answered with ${status}: ${body.slice(0, 300)}`);
}
