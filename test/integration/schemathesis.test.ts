import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withKey } from './callers';
import { Pipeline } from './pipeline';
import { ROOT } from '../../local/emulator-environment';
import { startSession } from '../../local/session';
import { demoStack } from '../../local/stack';

/** Requests per operation and phase. The full run makes 500. */
const EXAMPLES = process.env.SCHEMATHESIS_EXAMPLES ?? '25';

let pipeline: Pipeline;
beforeAll(async () => {
  const session = await startSession({ build: demoStack });
  pipeline = new Pipeline(session, withKey(session.apiKey));
  await Promise.all(['a,b\n1,2\n', 'n\n1\n2\n3\n', 'x,x\n', ''].map((body, n) => pipeline.ingest(`in/${n}.csv`, body)));
});
afterAll(() => pipeline?.stop());

/** Runs schemathesis with every check, and tells its report and its exit code. */
async function schemathesis(): Promise<{ code: number | null; report: string }> {
  const { api, apiKey } = pipeline.session;
  const cwd = mkdtempSync(join(tmpdir(), 'schemathesis-'));
  const args = ['run', `${api}/openapi.json`, '--header', `x-api-key: ${apiKey}`, '--max-examples', EXAMPLES, '--checks', 'all', '--no-color'];
  const child = spawn(join(ROOT, '.venv', 'bin', 'schemathesis'), args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let report = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => { report += text.toString(); });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  rmSync(cwd, { recursive: true, force: true });
  return { code, report };
}

test('whatever schemathesis makes of the OpenAPI document, the API keeps its word', async () => {
  const { code, report } = await schemathesis();
  expect(code === 0 ? '' : report).toBe('');
  expect(report).toMatch(/(\d+) generated, \1 passed|No issues found/);
}, 1_800_000);
