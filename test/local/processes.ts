import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../local/emulator-environment';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/** From /proc where there is one, because a small machine may have no ps. */
function processes(): Row[] {
  const lines = existsSync('/proc/self/stat')
    ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap(fromProc)
    : execFileSync('ps', ['-axo', 'pid=,stat=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, state, parent] = line.trim().split(/\s+/);
    return { pid: Number(pid), state, parent: Number(parent) };
  });
}

function fromProc(pid: string): string[] {
  try {
    return [`${pid} ${readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)}`];
  } catch {
    return [];
  }
}

/** A process and all that it started, as far as their parents live. */
export function familyOf(pid: number): number[] {
  const rows = processes();
  const family = [pid];
  for (const member of family) family.push(...rows.filter(({ parent }) => parent === member).map((row) => row.pid));
  return family;
}

/** Which of these processes still run; one that only waits to be reaped does not. */
export function alive(pids: readonly number[]): number[] {
  return processes().filter(({ pid, state }) => pids.includes(pid) && !state.startsWith('Z')).map(({ pid }) => pid);
}

/** Milliseconds until none of these processes runs any more. */
export async function untilGone(pids: readonly number[], limitMs: number): Promise<number> {
  const start = Date.now();
  while (alive(pids).length > 0) {
    if (Date.now() - start > limitMs) throw new Error(`still running after ${limitMs} ms: ${alive(pids).join(', ')}`);
    await sleep(50);
  }
  return Date.now() - start;
}

/** A command with what it wrote so far. */
export class Command {
  public stdout = '';
  public stderr = '';
  public readonly child: ChildProcess;
  public readonly ended: Promise<number | NodeJS.Signals>;

  /** Starts a command as the leader of a process group. */
  constructor(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
    this.child = spawn(command, args, { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => { this.stdout += text; });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.stderr += text; });
    this.ended = once(this.child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  }

  public get pid(): number {
    return this.child.pid as number;
  }

  /** Sends a signal to the whole process group, where there still is one. */
  public signal(name: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Waits until stdout or stderr holds a text. */
  public async until(text: string | RegExp, limitMs: number = 60_000): Promise<void> {
    const found = () => [this.stdout, this.stderr].some((out) => typeof text === 'string' ? out.includes(text) : text.test(out));
    for (const end = Date.now() + limitMs; !found(); await sleep(50)) {
      if (Date.now() > end || this.child.exitCode !== null) {
        throw new Error(`the command never wrote ${text}; it wrote:\n${this.stdout}\n${this.stderr}`);
      }
    }
  }
}
