import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';

/** What a child printed is kept so far, in characters, for the case that it fails. */
const MAX_PRINTED = 4_000;

/** A child process that is spoken to in messages, one answer to each. What it prints shows only when it fails. */
export class Child {
  private readonly process: ChildProcess;
  /** Rejects when the child ends, with the last of what it printed. */
  readonly ended: Promise<never>;
  private printed = '';

  constructor(script: string, args: readonly string[] = [], options: ForkOptions = {}) {
    this.process = fork(script, args, { ...options, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (text: Buffer) => { this.printed = (this.printed + text.toString()).slice(-MAX_PRINTED); });
    }
    this.ended = new Promise((_, reject) => {
      this.process.once('error', reject);
      this.process.once('close', (code, signal) => reject(new Error(`${script} ended by ${signal ?? `exit code ${code}`}:\n${this.printed}`)));
    });
    // A child that is not waited for may end.
    this.ended.catch(() => undefined);
  }

  /** The next message. Throws when the child ends before. */
  next<T>(): Promise<T> {
    return Promise.race([new Promise<T>(resolve => this.process.once('message', (message) => resolve(message as T))), this.ended]);
  }

  ask<T>(message: object): Promise<T> {
    const answer = this.next<T>();
    this.process.send(message);
    return answer;
  }

  stop(): void {
    this.process.kill();
  }
}
