/** The demo's command line, checked before anything is installed or started. */
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = `usage: npm run demo -- [--json] [--keep] [FILE...]

  FILE...  CSV, NDJSON or JSON, each also gzipped; without any, data sets of the npm package vega-datasets
  --json   print one JSON object as the last line of stdout (npm run -s demo -- --json)
  --keep   leave the stack running
  --help   print this`;

/** npm changes into the project's folder; the person may have been elsewhere. */
function workingDirectory() {
  const { npm_lifecycle_event: script, INIT_CWD: before } = process.env;
  return script === 'demo' && before ? before : process.cwd();
}

function problemOf(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'there is no such file';
  if (!stats.isFile()) return 'it is not a file';
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch {
    return 'it cannot be read';
  }
}

function leave(code, text) {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exit(code);
}

function parse(args) {
  const options = { json: { type: 'boolean' }, keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } };
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    return leave(2, `${error.message}\n\n${USAGE}`);
  }
}

/** The arguments with absolute paths. Ends the process with exit code 2 where they make no sense. */
export function demoArguments(args) {
  const { values, positionals } = parse(args);
  if (values.help) leave(0, USAGE);
  const files = positionals.map((file) => resolve(workingDirectory(), file));
  files.forEach((path, i) => {
    const problem = problemOf(path);
    if (problem) leave(2, `${positionals[i]} cannot be ingested: ${problem}`);
  });
  return [...Object.keys(values).map((name) => `--${name}`), '--', ...files];
}
