import { entityTag, isKnown, notModified, revalidated } from './entity-tag';
import type { OperationHandler, OperationRequest } from './operation';
import type { ApiConfig } from './ports';
import { notFound } from './problem';

/** `GET /openapi.json`: what the page shows, for tools. */
export const getOpenApi: OperationHandler = async (request, ports, config) => {
  const body = await ports.openApi({ ...config, server: serverOf(request, config) });
  const etag = entityTag(body);
  return isKnown(request.header('if-none-match'), etag) ? notModified(revalidated(etag)) : { body, headers: revalidated(etag) };
};

/** `GET /docs`: the page of documentation. Scripts, styles and requests other than its own are forbidden to it. */
export const getDocs: OperationHandler = async (request, ports, config) => {
  if (config.docs === undefined) throw notFound('this API has no page of documentation: set api.docs on its stack, or read /openapi.json');
  const { html, contentSecurityPolicy } = await ports.docs({ ...config, docs: config.docs, server: serverOf(request, config) });
  const etag = entityTag(html, contentSecurityPolicy);
  const headers = { ...revalidated(etag), 'content-security-policy': contentSecurityPolicy, 'referrer-policy': 'no-referrer' };
  return isKnown(request.header('if-none-match'), etag) ? notModified(headers) : { body: html, contentType: 'text/html; charset=utf-8', headers };
};

/** Base URL of the API: the configured one, or the path that was asked for without the last segment. */
function serverOf({ path }: OperationRequest, { publicUrl }: ApiConfig): string {
  return publicUrl ?? (path.replace(/\/[^/]+$/, '') || '/');
}
