import { parseArgs } from 'node:util';
import { shippedFiles, withKeys } from './demo-files';
import { firstRows, type LedgerEntry } from './ingest-client';
import { isFinal, upload, waitForFinal } from './ingest-files';
import { runProgram } from './program';
import { askAgainText, connectionJson, DISCLAIMER, leftOutText, ledgerText, rowsText } from './report';
import { startSession, type Session } from './session';
import { Progress } from '../lambda-src/cli/progress';

const WAIT_LIMIT_MS = 20 * 60_000;
const ORIGIN = 'files: public data sets of the npm package vega-datasets, the .gz and the .ndjson made from its CSV and JSON just now';
const SHOWN_ROWS = 3;
const SHOWN_FILES = 6;
const TO_ASK_YOURSELF = '\nTo ask it yourself: npm run demo -- --keep leaves it running and prints curl lines, npm run browser opens it to a page.\n';

interface Arguments {
  readonly json: boolean;
  readonly keep: boolean;
  readonly files: string[];
}

const progress = new Progress();
const print = (text: string) => process.stdout.write(`${text}\n`);

async function ingest(session: Session, { files: paths }: Arguments): Promise<LedgerEntry[]> {
  const files = paths.length > 0 ? withKeys(paths) : shippedFiles(session.emulator.directory);
  if (paths.length === 0) progress.say(ORIGIN);
  await upload(session, files, (done) => progress.show('uploading', done, files.length));
  const keys = files.map(({ key }) => key);
  const entries = await waitForFinal(session, keys, WAIT_LIMIT_MS, (done) => progress.show('ingesting', done, files.length));
  progress.end();
  const unfinished = keys.filter((key) => !entries.some((entry) => entry.key === key && isFinal(entry)));
  if (unfinished.length > 0) {
    progress.say(`not finished within ${WAIT_LIMIT_MS / 60_000} minutes: ${unfinished.join(', ')}; the end of the emulator's log:`);
    progress.say(session.emulator.logTail());
    process.exitCode = 1;
  }
  return entries;
}

async function tell(session: Session, entries: LedgerEntry[], { keep }: Arguments): Promise<void> {
  print(`\nThe ledger, from ${session.api}/objects\n\n${ledgerText(entries)}\n\nThe first rows, from /objects/{id}/rows\n`);
  for (const { key, id } of entries.filter(({ rowsWritten }) => rowsWritten > 0).slice(0, SHOWN_FILES)) {
    print(rowsText(key, await firstRows(session, id, SHOWN_ROWS)));
  }
  print(keep ? askAgainText(session, entries) : TO_ASK_YOURSELF);
  print([leftOutText(session), DISCLAIMER].filter(Boolean).join('\n'));
}

async function demo(options: Arguments): Promise<void> {
  const session = await startSession({ onProgress: (...step) => progress.show(...step) });
  try {
    const entries = await ingest(session, options);
    const seconds = Math.round(performance.now()) / 1000;
    if (!options.json) await tell(session, entries, options);
    if (options.keep) {
      await session.emulator.keep();
      progress.say(`It keeps running; to stop it and to remove its files: kill ${session.emulator.pid}`);
    } else {
      await session.stop();
    }
    if (options.json) {
      progress.say(DISCLAIMER);
      print(JSON.stringify({ ...connectionJson(session), objects: entries, seconds }));
    } else {
      progress.say(`Done in ${seconds.toFixed(1)} s.`);
    }
  } finally {
    progress.end();
    if (!options.keep) await session.stop();
  }
}

void runProgram(progress, () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' }, keep: { type: 'boolean' } } });
  return demo({ json: values.json ?? false, keep: values.keep ?? false, files: positionals });
});
