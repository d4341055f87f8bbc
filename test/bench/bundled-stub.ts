import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { StubProcess } from '../../bench/stub-process';

const ROOT = join(__dirname, '..', '..');

/** Bundles all handlers that the bench compares, and starts the stub that they talk to. */
export function startBundledStub(): Promise<StubProcess> {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'bundle-handlers.mjs')]);
  execFileSync(process.execPath, [join(ROOT, 'bench', 'bundle.mjs')]);
  return StubProcess.start();
}
