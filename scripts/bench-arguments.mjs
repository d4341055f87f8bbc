/** The bench's command line, checked before anything is installed or started. */
import { parseArgs } from 'node:util';

const SUITES = ['ingest', 'parse', 'init', 'api'];

const USAGE = `usage: npm run bench -- [--json] [--quick] [--save] [ingest|parse|init|api]...

  ingest   the whole path from an event to the published rows, against the usual recipe
  parse    the CSV parser alone, against others
  init     the import of the bundle in a fresh process, and its size
  api      one read of the API, against the usual one, and requests per second of the local stack
           without any: all four
           on two quiet cores five minutes for ingest, a minute or less for each of the others
  --json   print one JSON object per line on stdout (npm run -s bench -- --json ingest)
  --quick  fewer runs, one of each ingest, and no file over 20 MB: a minute
  --save   keep what was measured in bench/results/ and show it in the README
  --help   print this`;

function leave(code, text) {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exit(code);
}

function parse(args) {
  const options = { json: { type: 'boolean' }, quick: { type: 'boolean' }, save: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } };
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    return leave(2, `${error.message}\n\n${USAGE}`);
  }
}

/** The arguments, with the suites spelled out. Ends the process with exit code 2 where they make no sense. */
export function benchArguments(args) {
  const { values, positionals } = parse(args);
  if (values.help) leave(0, USAGE);
  const unknown = positionals.find((name) => !SUITES.includes(name));
  if (unknown !== undefined) leave(2, `there is no suite ${unknown}\n\n${USAGE}`);
  if (values.save && values.quick) leave(2, `what was measured in haste is not kept: leave out --quick or --save\n\n${USAGE}`);
  const suites = SUITES.filter((name) => positionals.length === 0 || positionals.includes(name));
  return [...Object.keys(values).map((name) => `--${name}`), ...suites];
}
