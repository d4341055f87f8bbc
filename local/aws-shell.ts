import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Target } from './clients';
import { ROOT } from './emulator-environment';
import { toolsOf } from './tools';

/** How a command ended. */
export interface ShellAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command runs, and what it knows besides. */
export interface ShellOptions {
  readonly env?: Record<string, string>;
  /** Default: the project's folder. */
  readonly cwd?: string;
}

/** Runs commands as a person does who has the AWS CLI and SAM CLI, with an emulator for AWS and nothing of this machine's own set-up. */
export class AwsShell {
  /** @param directory - takes what the tools write into a home */
  public static async open(target: Target, directory: string): Promise<AwsShell> {
    const bin = await toolsOf('sam');
    const home = join(directory, 'home');
    mkdirSync(join(home, '.aws'), { recursive: true });
    // The name of a bucket is no host name of an emulator.
    writeFileSync(join(home, '.aws', 'config'), '[default]\ns3 =\n  addressing_style = path\n');
    return new AwsShell({
      PATH: [bin, dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
      HOME: home,
      LANG: 'C.UTF-8',
      AWS_ENDPOINT_URL: target.endpoint,
      AWS_REGION: target.region,
      AWS_DEFAULT_REGION: target.region,
      AWS_ACCESS_KEY_ID: target.accessKeyId,
      AWS_SECRET_ACCESS_KEY: target.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
      SAM_CLI_TELEMETRY: '0',
    });
  }

  private constructor(private readonly environment: Record<string, string>) {}

  /** Runs a program in the project's folder and waits for its end, whatever it is. */
  async try(command: readonly string[], { env = {}, cwd = ROOT }: ShellOptions = {}): Promise<ShellAnswer> {
    const child = spawn(command[0], command.slice(1), { cwd, env: { ...this.environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, stdout, stderr };
  }

  /**
   * Runs a program to its good end.
   *
   * @returns what it wrote to stdout
   * @throws Error with all that it wrote
   */
  async run(command: readonly string[], options: ShellOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.try(command, options);
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }
}
