import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Showing, titleInPython } from './showing';

/** What became of one test: its own title behind those of its groups. */
export interface TestResult {
  readonly file: string;
  readonly titles: readonly string[];
  readonly status: string;
}

export type Verdict = 'pass' | 'fail' | 'not run';

/** What the last `npm test` left. */
export function lastResults(project: string): TestResult[] {
  const path = join(project, '.local', 'test-results.json');
  if (!existsSync(path)) throw new Error('there are no test results: run npm test first');
  const results = JSON.parse(readFileSync(path, 'utf8')) as TestResult[];
  return results.map((result) => result.file.endsWith('.py') ? { ...result, titles: result.titles.map(titleInPython) } : result);
}

/** What the results say about a test or a group: one of it at least must have run, and all that ran must have passed. */
export function verdictOn({ file, title }: Showing, results: readonly TestResult[]): Verdict {
  const pattern = new RegExp(`^${title.split('…').map(escape).join('[^]*')}$`);
  const statuses = results.filter((result) => result.file === file && result.titles.some((one) => pattern.test(one))).map(({ status }) => status);
  if (statuses.includes('failed')) return 'fail';
  return statuses.includes('passed') ? 'pass' : 'not run';
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
