import { type SourceConfig, TENANT_NAME } from '../../../src/contract';

/** The tenant that an object belongs to, the first segment of its key behind the watched prefix. Empty where there is none. */
export function objectTenant(key: string, { prefix }: SourceConfig): string {
  const segment = key.slice(prefix.length).split('/', 1)[0];
  const isFolder = key.length > prefix.length + segment.length;
  return isFolder && TENANT_NAME.test(segment) ? segment : '';
}
