import { join } from 'path';

/** A folder of what ships with the library beside its code: bundled handlers, the page of documentation. */
export function assetFolder(name: string): string {
  return join(__dirname, '..', '..', 'assets', name);
}
