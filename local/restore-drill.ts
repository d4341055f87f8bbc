import { shippedFiles } from './demo-files';
import { firstRows } from './ingest-client';
import { upload, waitForFinal } from './ingest-files';
import { runProgram } from './program';
import { startSession, type Session } from './session';
import { Progress } from '../lambda-src/cli/progress';
import { drill, isSame } from '../lambda-src/cli/restore-drill/drill';

const WAIT_LIMIT_MS = 5 * 60_000;
const LIMIT_SECONDS = 120;
const SHOWN_ROWS = 100;

const progress = new Progress();

/** The first rows of each file, as the API tells them. */
async function rowsOf(session: Session, ids: readonly string[]): Promise<string> {
  return (await Promise.all(ids.map((id) => firstRows(session, id, SHOWN_ROWS)))).join('\n');
}

/** Files in, the table lost, restored from its backup, and the API asked for the same rows as before. */
async function restoreDrill(): Promise<void> {
  const session = await startSession({ onProgress: (...step) => progress.show(...step) });
  try {
    const files = shippedFiles(session.emulator.directory);
    await upload(session, files, (done) => progress.show('uploading', done, files.length));
    const entries = await waitForFinal(session, files.map(({ key }) => key), WAIT_LIMIT_MS, (done) => progress.show('ingesting', done, files.length));
    const ids = entries.filter(({ rowsWritten }) => rowsWritten > 0).map(({ id }) => id);
    const before = await rowsOf(session, ids);
    const drilled = await drill(session.clients.dynamodb, {
      table: session.table, origin: 'backup', lose: true, limitSeconds: LIMIT_SECONDS, onStep: (...step) => progress.show(...step),
    });
    const rowsAreTheSame = await rowsOf(session, ids) === before;
    progress.end();
    process.stdout.write(`${JSON.stringify({ ...drilled, same: isSame(drilled), files: ids.length, rowsAreTheSame }, null, 2)}\n`);
    if (!isSame(drilled) || !rowsAreTheSame || ids.length === 0) process.exitCode = 1;
  } finally {
    progress.end();
    await session.stop();
  }
}

void runProgram(progress, restoreDrill);
