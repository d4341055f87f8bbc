import { basename } from 'path';
import { RECORDS_FILE } from '../contract';
import { Records } from '../records/records';

/** Characters of the environment, which takes 4 KB in all, that a configuration of records may take. */
const MAX_LENGTH = 2048;

/** How the configuration of records reaches the handler: by a variable, or by a file beside it where it is too large for that. */
export function recordsEnvironment(records: Records, tenants: boolean = false): { readonly value: string; readonly files: Record<string, string> } {
  const json = JSON.stringify(records._config(tenants));
  return json.length <= MAX_LENGTH ? { value: json, files: {} } : { value: RECORDS_FILE, files: { [basename(RECORDS_FILE)]: json } };
}
