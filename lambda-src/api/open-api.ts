import { openApiDocument, type OpenApiConfig } from '../../src/api/open-api/document';
import { ROUTES } from '../../src/api/routes';

/** The text of `GET /openapi.json`. */
export function openApiText(config: OpenApiConfig): string {
  return JSON.stringify(openApiDocument(ROUTES, config));
}
