import { writeFileSync } from 'fs';
import { join } from 'path';
import { attachCustomSynthesis, Names, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { openApiDocument, OpenApiConfig } from './document';
import { DOCS_FOLDER } from '../../contract';
import { assetFolder } from '../../private/assets';
import { fillPage } from '../docs/page';
import { pageTemplate } from '../docs/template';
import { ROUTES } from '../routes';

/**
 * The OpenAPI document of an API as JSON text. Synthesis writes it into the cloud assembly as `<name of the construct>.openapi.json`, and beside it
 * the page of documentation, where there is one, as `<name>.docs.html`.
 */
export function publishOpenApi(scope: Construct, stageName: string, config: Omit<OpenApiConfig, 'server'>): string {
  const { region, urlSuffix } = Stack.of(scope);
  const server = {
    url: `https://{api}.execute-api.{region}.${Token.isUnresolved(urlSuffix) ? 'amazonaws.com' : urlSuffix}/${stageName}`,
    variables: {
      api: { default: 'API_ID', description: 'Id of the REST API, known once it is deployed' },
      region: { default: Token.isUnresolved(region) ? 'us-east-1' : region },
    },
  };
  const document = openApiDocument(ROUTES, { ...config, server });
  const text = JSON.stringify(document, null, 2);
  attachCustomSynthesis(scope, {
    onSynthesize: ({ outdir }) => {
      const file = join(outdir, Names.uniqueResourceName(scope, { maxLength: 100 }));
      writeFileSync(`${file}.openapi.json`, `${text}\n`);
      if (config.docs) writeFileSync(`${file}.docs.html`, fillPage(pageTemplate(assetFolder(DOCS_FOLDER)), { document }).html);
    },
  });
  return text;
}
