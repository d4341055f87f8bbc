import { Schema } from './schema';
import type { AccessConfig } from '../../contract';

/** Security schemes of OpenAPI by kind of authorization. */
const SCHEMES: Record<string, Schema> = {
  iam: {
    'type': 'apiKey',
    'in': 'header',
    'name': 'Authorization',
    'description': 'AWS Signature Version 4 for the service `execute-api`',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
  cognito: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token of the Cognito user pool' },
  authorizer: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'What the authorizer of this API asks for' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The value of an API key' },
};

/** The security schemes of an API, and which of them a request needs. */
export function securityOf({ authorization, apiKeyRequired }: AccessConfig): { schemes: Record<string, Schema>; requirement: Schema[] } {
  const names = [...authorization.kind in SCHEMES ? [authorization.kind] : [], ...apiKeyRequired && authorization.kind !== 'apiKey' ? ['apiKey'] : []];
  return {
    schemes: Object.fromEntries(names.map((name) => [name, SCHEMES[name]])),
    requirement: names.length > 0 ? [Object.fromEntries(names.map((name) => [name, []]))] : [],
  };
}
