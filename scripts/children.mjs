/**
 * Child processes of the launchers. A launcher is a middleman: signals go on to the child that runs now, and a
 * launcher that was told to stop starts nothing more.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const running = new Set();
let stoppedBy;

function stop(signal) {
  stoppedBy ??= signal;
  for (const child of running) child.kill(signal);
  if (running.size === 0) process.exit(exitCode(null, signal));
}

/** What a shell reports for a process that ended with `code`, or by `signal`. */
function exitCode(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 1);
}

function parentOf(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ')[1]);
  } catch {
    return Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
  }
}

/** Passes signals on to the running child, and stops when npm is gone, which runs a script directly or through a shell. */
export function becomeMiddleman() {
  for (const signal of SIGNALS) process.on(signal, () => stop(signal));
  if (process.env.npm_lifecycle_event === undefined) return;
  const ancestors = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const before = ancestors();
  setInterval(() => { if (!stoppedBy && ancestors() !== before) stop('SIGTERM'); }, 1_000).unref();
}

/**
 * Runs a program to its end and returns its exit code. Its output goes to stderr unless `stdio` says otherwise,
 * because stdout belongs to what the person asked for.
 */
export async function run(command, args, { stdio = ['ignore', 2, 2], env = process.env, cwd } = {}) {
  const child = spawn(command, args, { stdio, env, cwd });
  running.add(child);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (...ended) => resolve(ended));
  }).finally(() => running.delete(child));
  return exitCode(code, signal);
}

/** Ends the launcher between two steps when a signal came during the first. */
export function unlessStopped() {
  if (stoppedBy) process.exit(exitCode(null, stoppedBy));
}
