import { dirname } from 'node:path';
import { fillPage, type Page } from '../../src/api/docs/page';
import { pageTemplate } from '../../src/api/docs/template';
import { openApiDocument, type OpenApiConfig } from '../../src/api/open-api/document';
import { securityOf } from '../../src/api/open-api/security';
import { ROUTES } from '../../src/api/routes';
import { DOCS_FOLDER, DocsReaders } from '../../src/contract';

const PAGE = `./${DOCS_FOLDER}/page.html`;

/** The page of `GET /docs`. */
export function docsPage(config: OpenApiConfig): Page {
  const template = pageTemplate(dirname(require.resolve(PAGE)));
  const given = config.docs === DocsReaders.ANYONE ? { schemes: securityOf(config.access).schemes } : { document: openApiDocument(ROUTES, config) };
  return fillPage(template, given);
}
