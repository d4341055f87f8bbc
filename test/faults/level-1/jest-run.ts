import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const SUITES = 'test/lambda-src/core/records/.*\\.properties\\.test\\.ts$';
const LIMIT_MS = 3_600_000;
const MAX_PRINTED = 20_000;

/** What a run of the property suites came to. */
export interface JestResult {
  readonly passed: number;
  /** Names and messages of the properties that do not hold. */
  readonly failures: readonly string[];
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: { readonly message: string; readonly assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[];
}

/**
 * Runs the property suites of the parsers in a process of jest's.
 *
 * @param plant - the bug to plant, or an empty string for none
 */
export async function runProperties(cases: number, seed: number, plant: string): Promise<JestResult> {
  const folder = mkdtempSync(join(tmpdir(), 'serverless-ingest-faults-'));
  const file = join(folder, 'report.json');
  const args = [join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'), '--coverage=false', '--reporters=default', '--json', `--outputFile=${file}`,
    `--setupFilesAfterEnv=${join(__dirname, 'setup.ts')}`, `--testTimeout=${LIMIT_MS}`, SUITES];
  try {
    let printed = '';
    const env = { ...process.env, FAULTS_CASES: String(cases), FAULTS_SEED: String(seed), FAULTS_PLANT: plant, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (text: Buffer) => { printed = (printed + text.toString()).slice(-MAX_PRINTED); });
    await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    return resultOf(file, printed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultOf(file: string, printed: string): JestResult {
  const report = JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  if (report.numRuntimeErrorTestSuites > 0 || tests.length === 0) throw new Error(`the property suites do not run:\n${printed}`);
  const failures = tests.filter(({ status }) => status === 'failed').map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join('\n')}`);
  return { passed: report.numPassedTests, failures };
}
