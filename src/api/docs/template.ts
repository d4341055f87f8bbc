import { readFileSync } from 'fs';
import { join } from 'path';

/** The page of documentation as it was built, with nothing to show in it. */
export function pageTemplate(folder: string): string {
  return readFileSync(join(folder, 'page.html'), 'utf8');
}
