import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keyStatements } from './key-statements';
import { Env } from '../contract';
import { HandlerOptions } from '../processing/handler-options';

/** What a function needs to read parameters and secrets: their names in its environment, never a value, and the right to read just these. */
export function runtimeValues(scope: Construct, { parameters = {}, secrets = {} }: HandlerOptions) {
  const names = (values: [string, string][]) => Stack.of(scope).toJsonString(Object.fromEntries(values));
  const byName = Object.entries(parameters);
  const secretsByName = Object.entries(secrets);
  const keys = [
    ...byName.map(([, parameter]) => (parameter as { encryptionKey?: IKey }).encryptionKey),
    ...secretsByName.map(([, secret]) => secret.encryptionKey),
  ];
  return {
    environment: {
      ...(byName.length > 0 && { [Env.PARAMETERS]: names(byName.map(([name, parameter]) => [name, parameter.parameterName])) }),
      ...(secretsByName.length > 0 && { [Env.SECRETS]: names(secretsByName.map(([name, secret]) => [name, secret.secretArn])) }),
    },
    statements: [
      ...byName.map(([, parameter]) => new PolicyStatement({ actions: ['ssm:GetParameter', 'ssm:GetParameters'], resources: [parameter.parameterArn] })),
      // Six characters follow the name of a secret that is known by its name alone.
      ...secretsByName.map(([, secret]) => new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
      })),
      ...keys.flatMap((key) => keyStatements(key, ['kms:Decrypt'])),
    ],
  };
}
