import { writeFileSync } from 'fs';
import { join } from 'path';
import { attachCustomSynthesis, Names, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { openApiDocument, OpenApiConfig } from './document';
import { ROUTES } from '../routes';

/** The OpenAPI document of an API as JSON text, which synthesis also writes into the cloud assembly as `<name of the construct>.openapi.json`. */
export function publishOpenApi(scope: Construct, stageName: string, config: Omit<OpenApiConfig, 'server'>): string {
  const { region, urlSuffix } = Stack.of(scope);
  const server = {
    url: `https://{api}.execute-api.{region}.${Token.isUnresolved(urlSuffix) ? 'amazonaws.com' : urlSuffix}/${stageName}`,
    variables: {
      api: { default: 'API_ID', description: 'Id of the REST API, known once it is deployed' },
      region: { default: Token.isUnresolved(region) ? 'us-east-1' : region },
    },
  };
  const document = JSON.stringify(openApiDocument(ROUTES, { ...config, server }), null, 2);
  attachCustomSynthesis(scope, {
    onSynthesize: ({ outdir }) => writeFileSync(join(outdir, `${Names.uniqueResourceName(scope, { maxLength: 100 })}.openapi.json`), `${document}\n`),
  });
  return document;
}
