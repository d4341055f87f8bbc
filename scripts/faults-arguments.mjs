/** The fault suite's command line, checked before anything is installed or started. */
import { parseArgs } from 'node:util';

/** Schedules of each kind, by level, where the command line says nothing. */
const SCHEDULES = [100_000, 10_000, 500];

const USAGE = `usage: npm run faults -- [--json] [--level 0|1|2] [--seed N] [--schedules N]

  --level 0      the commit protocol and its batches under a scheduler that interleaves at each I/O (the default)
  --level 1      the parsers at every chunk split, against csv-parse and JSON.parse
  --level 2      the deployed stack on an emulator: calls fail, handlers are killed, messages come twice, late and spoiled
  --seed N       decides every fault; without it one is taken from the clock and printed
  --schedules N  level 0: seeds of each fault mix (${SCHEDULES[0]} without it); level 1: cases of each property (${SCHEDULES[1]});
                 level 2: objects, some of them overwritten and deleted (${SCHEDULES[2]})
  --json         print one JSON object on stdout (npm run -s faults -- --json)
  --help         print this

Ends with exit code 1 where a schedule ended wrong or a planted bug was not caught.`;

function leave(code, text) {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exit(code);
}

function parse(args) {
  const options = {
    json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
    level: { type: 'string' }, seed: { type: 'string' }, schedules: { type: 'string' },
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    return leave(2, `${error.message}\n\n${USAGE}`);
  }
}

function whole(name, text, least, most) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  return leave(2, `--${name} ${text} is no whole number from ${least} to ${most}\n\n${USAGE}`);
}

/** Level, seed and schedules. Ends the process with exit code 2 where they make no sense. */
export function faultsArguments(args) {
  const { json = false, help = false, level: chosen = '0', seed, schedules } = parse(args);
  if (help) leave(0, USAGE);
  const level = whole('level', chosen, 0, SCHEDULES.length - 1);
  return {
    json,
    level,
    seed: seed === undefined ? Date.now() % 1_000_000 : whole('seed', seed, 0, 2 ** 31 - 1),
    schedules: schedules === undefined ? SCHEDULES[level] : whole('schedules', schedules, 1, 10_000_000),
  };
}
