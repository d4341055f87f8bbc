import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { emulatorEnvironment, ROOT, type EmulatorOptions } from './emulator-environment';
import { endProcessGroup } from './process-group';

const START_LIMIT_MS = 60_000;
const LOG_TAIL_LINES = 30;

/** A running emulator: AWS on one loopback port. Nothing of it outlives {@link stop}. */
export class Emulator {
  /**
   * Starts an emulator on a port of its own and waits until it answers.
   *
   * @throws Error with the end of its log when it does not come up within a minute
   */
  public static async start(options: EmulatorOptions = {}): Promise<Emulator> {
    const directory = mkdtempSync(join(realpathSync(tmpdir()), 'serverless-ingest-'));
    mkdirSync(join(directory, 'tmp'));
    const log = openSync(join(directory, 'emulator.log'), 'a');
    const child = spawn(join(ROOT, '.venv', 'bin', 'python'), ['-I', '-u', join(ROOT, 'local', 'emulator.py')], {
      cwd: directory,
      env: emulatorEnvironment(directory, options),
      // A group of its own, so that Ctrl-C reaches it only when this side is done with it.
      detached: true,
      stdio: ['pipe', log, log, 'pipe'],
    });
    closeSync(log);
    const emulator = new Emulator(child, directory, options);
    try {
      await emulator.answer(AbortSignal.timeout(START_LIMIT_MS));
      return emulator;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const tail = emulator.logTail();
      await emulator.stop();
      throw new Error(`the emulator did not start (${reason}), the end of its log:\n${tail}`);
    }
  }

  /** Ends every emulator that this process started. */
  public static async stopAll(): Promise<void> {
    await Promise.all([...Emulator.running].map((emulator) => emulator.stop()));
  }

  private static readonly running = new Set<Emulator>();

  /** The emulator's process, which leads a process group. */
  public readonly pid: number | undefined;
  /** The certificate to trust, in PEM. Undefined without TLS. */
  public readonly caFile: string | undefined;
  private port = 0;
  private stopping: Promise<void> | undefined;

  private constructor(
    private readonly child: ChildProcess,
    /** The emulator's files: its log, its functions' code. Removed by {@link stop}. */
    public readonly directory: string,
    private readonly options: EmulatorOptions,
  ) {
    Emulator.running.add(this);
    this.pid = child.pid;
    this.caFile = options.tls ? join(directory, 'tmp', 'ministack-tls', 'server.crt') : undefined;
  }

  /** Base URL of every AWS API. */
  public get endpoint(): string {
    return `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  /** The last lines that the emulator and its functions wrote. */
  public logTail(lines: number = LOG_TAIL_LINES): string {
    return readFileSync(join(this.directory, 'emulator.log'), 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Ends the emulator and every process that it started, and removes its files. Safe to call again. */
  public stop(): Promise<void> {
    this.stopping ??= (async () => {
      if (this.pid !== undefined) await endProcessGroup(this.pid);
      rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
      Emulator.running.delete(this);
    })();
    return this.stopping;
  }

  /** Lets the emulator outlive this process. `kill <pid>` then ends it and removes its files. */
  public async keep(): Promise<void> {
    const stdin = this.child.stdin as Writable;
    stdin.end('keep\n');
    await once(stdin, 'finish');
    Emulator.running.delete(this);
    this.child.unref();
  }

  private async answer(limit: AbortSignal): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.child.once('error', reject);
      this.child.once('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? `exit code ${code}`}`)));
      limit.addEventListener('abort', () => reject(new Error(`no answer within ${START_LIMIT_MS / 1000} s`)));
    });
    await Promise.race([failed, this.readPort().then(() => this.health(limit))]);
    failed.catch(() => undefined);
  }

  private async readPort(): Promise<void> {
    const chunks: string[] = [];
    for await (const chunk of this.child.stdio[3] as Readable) chunks.push(String(chunk));
    this.port = Number(chunks.join(''));
    // It ends before it opens a port: the exit code says more.
    if (!this.port) await once(this.child, 'exit');
  }

  private async health(limit: AbortSignal): Promise<void> {
    const ca = this.caFile && readFileSync(this.caFile);
    const get = ca ? httpsGet : httpGet;
    while (!limit.aborted) {
      const status = await new Promise<number>((resolve) => {
        get(`${this.endpoint}/_ministack/health`, { ca, agent: false, timeout: START_LIMIT_MS }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        }).once('error', () => resolve(0));
      });
      if (status === 200) return;
      await sleep(25);
    }
  }
}
