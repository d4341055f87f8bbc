import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/** A test, or a group of tests, whose title begins with the rows that it shows. */
export interface Showing {
  /** Path from the project's folder. */
  readonly file: string;
  /** As it stands in the source; a placeholder of the runner, or a value, is `…`. */
  readonly title: string;
  readonly rows: readonly string[];
}

const ROWS = /^((?:[A-E]\d{1,2})(?:, [A-E]\d{1,2})*): /;
const PLACEHOLDER = /%\.?\d*[a-z]|\$\w+/g;
const PYTHON_TEST = /^def (test_\w+)\(/gm;
const PYTHON_NAME = /^test_((?:[a-e]\d{1,2}_)+)(\w+)$/;

/** Every test of the project that says which rows it shows, in the order of files and lines. */
export function showingsIn(project: string): Showing[] {
  const files = ['test', 'examples'].flatMap((folder) => readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`));
  return files.filter((file) => !/node_modules|\.venv/.test(file)).sort().flatMap((file) => {
    const read = file.endsWith('.test.ts') ? showingsOfJest : /\/test_\w+\.py$/.test(file) ? showingsOfPytest : undefined;
    return read?.(file, readFileSync(join(project, file), 'utf8')) ?? [];
  });
}

/** The titles of `test(…)` and `describe(…)`. */
export function showingsOfJest(file: string, source: string): Showing[] {
  const found: Showing[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(test|describe)\b/.test(node.expression.getText())) {
      const title = titleOf(node.arguments[0]);
      const rows = ROWS.exec(title)?.[1].split(', ');
      if (rows) found.push({ file, title, rows });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return found;
}

/** The functions of pytest's. */
export function showingsOfPytest(file: string, source: string): Showing[] {
  return [...source.matchAll(PYTHON_TEST)].flatMap(([, name]) => {
    const title = titleInPython(name);
    const rows = ROWS.exec(title)?.[1].split(', ');
    return rows ? [{ file, title, rows }] : [];
  });
}

/** The title that the name of a function stands for: `test_e1_e3_a_file_goes_in` is `E1, E3: a file goes in`. */
export function titleInPython(name: string): string {
  const [, ids, words] = PYTHON_NAME.exec(name) ?? [];
  return ids === undefined ? name : `${ids.toUpperCase().slice(0, -1).replaceAll('_', ', ')}: ${words.replaceAll('_', ' ')}`;
}

function titleOf(node: ts.Node | undefined): string {
  if (node === undefined) return '';
  if (ts.isStringLiteralLike(node)) return node.text.replace(PLACEHOLDER, '…');
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…').replace(PLACEHOLDER, '…');
  return '';
}
