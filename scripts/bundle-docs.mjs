/**
 * The page of documentation: one HTML file that holds all that it needs, swagger-ui-dist (Apache-2.0) included, and a policy that allows nothing
 * but exactly these scripts and styles.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARY = join('node_modules', 'swagger-ui-dist');

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The same script, without what HTML would take for the beginning or the end of another. */
const inHtml = (script) => script.replace(/<(?=!--|\/?script)/gi, '\\x3c');

/** The files of `assets/docs/` by name; none where the project has no such page. */
export function docsFiles(root) {
  const source = join(root, 'lambda-src', 'docs');
  if (!existsSync(source)) return new Map();
  const read = (...path) => readFileSync(join(...path), 'utf8');
  const library = inHtml(read(root, LIBRARY, 'swagger-ui-bundle.js'));
  const script = read(source, 'page.js');
  const style = read(root, LIBRARY, 'swagger-ui.css') + read(source, 'page.css');
  const policy = [
    "default-src 'none'", `script-src ${hashOf(library)} ${hashOf(script)}`, `style-src ${hashOf(style)}`, 'img-src data:', "connect-src 'self'",
    "base-uri 'none'", "form-action 'none'",
  ].join('; ');
  const parts = { policy, style, library, script };
  const page = read(source, 'page.html').replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
  const { name, version, license } = JSON.parse(read(root, LIBRARY, 'package.json'));
  const licences = [`${name} ${version} (${license})`, ...['NOTICE', 'LICENSE', 'swagger-ui-bundle.js.LICENSE.txt'].map((file) => read(root, LIBRARY, file).trim())];
  return new Map([['page.html', Buffer.from(page)], ['LICENSES.txt', Buffer.from(`${licences.join('\n\n')}\n`)]]);
}
