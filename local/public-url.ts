import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Clients } from './clients';
import { Env } from '../src/contract';

/** Tells the function behind the API where clients reach it: the emulator serves it at another path than the one that it hands on. */
export async function setPublicUrl({ lambda }: Clients, functionName: string, url: string): Promise<void> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
  await lambda.send(new UpdateFunctionConfigurationCommand({
    FunctionName: functionName,
    Environment: { Variables: { ...Environment?.Variables, [Env.PUBLIC_URL]: url } },
  }));
}
