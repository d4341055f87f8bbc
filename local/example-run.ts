import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { sign } from 'aws4';
import { AwsShell } from './aws-shell';
import { openClients, type Clients, type Target } from './clients';
import { Emulator } from './emulator';
import { http } from './http';
import type { LedgerEntry } from './ingest-client';
import { findOutput, toLocalApi } from './session';
import { withoutRefused, type LeftOut, type Template } from './template';

/** The bucket that the assets and the templates of an example go into. */
export const DEPLOYMENT_BUCKET = 'my-deployment-bucket';

const LIMIT_MS = 60_000;
const POLL_MS = 200;

/** An example that is deployed by scripts of its own with the AWS CLI or SAM CLI, and an emulator in place of AWS. */
export class ExampleRun {
  /**
   * Starts an emulator with a bucket for deployments.
   *
   * @param release - the folder that the released template was written into
   * @param region - where the example says that it lives
   */
  static async start(name: string, release: string, region: string): Promise<ExampleRun> {
    const emulator = await Emulator.start();
    try {
      const target: Target = { endpoint: emulator.endpoint, region, accessKeyId: 'test', secretAccessKey: 'test', caFile: emulator.caFile };
      const run = new ExampleRun(name, emulator, target, await AwsShell.open(target, emulator.directory), playable(release, emulator.directory));
      await run.shell.run(['aws', 's3', 'mb', `s3://${DEPLOYMENT_BUCKET}`]);
      return run;
    } catch (error) {
      await emulator.stop();
      throw error;
    }
  }

  readonly clients: Clients;

  private constructor(
    private readonly name: string,
    readonly emulator: Emulator,
    private readonly target: Target,
    readonly shell: AwsShell,
    private readonly release: PlayableRelease,
  ) {
    this.clients = openClients(target);
  }

  /** What the emulator cannot play of the released template. */
  get leftOut(): LeftOut[] {
    return this.release.leftOut;
  }

  /** Runs a script of the example's folder; `RELEASE` tells it where the released template is. */
  script(script: string, ...args: string[]): Promise<string> {
    return this.shell.run(['sh', join('examples', this.name, script), ...args], { env: { RELEASE: this.release.folder } });
  }

  /** What a stack tells of its pipeline, by the construct's own names. */
  async output(stackName: string, name: string): Promise<string> {
    const { Stacks: [stack] = [] } = await this.clients.cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    return findOutput(Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey: key = '', OutputValue: value = '' }) => [key, value])), name);
  }

  /** Puts a file by the AWS CLI, and waits until the API, asked by a signed request, has its rows. */
  async rowsOf(file: { readonly bucket: string; readonly key: string; readonly content: string }, endpoint: string): Promise<string> {
    const path = join(this.emulator.directory, 'file');
    writeFileSync(path, file.content);
    await this.shell.run(['aws', 's3', 'cp', '--only-show-errors', path, `s3://${file.bucket}/${file.key}`]);
    for (const end = Date.now() + LIMIT_MS; Date.now() < end; await sleep(POLL_MS)) {
      const { items } = JSON.parse(await this.get(endpoint, `/objects?prefix=${encodeURIComponent(file.key)}`)) as { items: LedgerEntry[] };
      const entry = items.find(({ key, status }) => key === file.key && status === 'COMMITTED');
      if (entry) return this.get(endpoint, `/objects/${entry.id}/rows`);
    }
    throw new Error(`${file.key} has no rows after ${LIMIT_MS / 1000} s; the end of the log:\n${this.emulator.logTail(20)}`);
  }

  /** Ends the emulator and everything on disk. */
  async stop(): Promise<void> {
    this.clients.destroy();
    await this.emulator.stop();
  }

  private async get(endpoint: string, path: string): Promise<string> {
    const url = new URL(`${toLocalApi(this.target.endpoint, endpoint)}${path}`);
    const request = { service: 'execute-api', region: this.target.region, host: url.host, path: `${url.pathname}${url.search}` };
    const { headers = {} } = sign(request, this.target);
    const { status, body } = await http(url.href, { headers: headers as Record<string, string> });
    if (status !== 200) throw new Error(`GET ${path} was answered with ${status}: ${body.slice(0, 300)}`);
    return body;
  }
}

interface PlayableRelease {
  readonly folder: string;
  readonly leftOut: LeftOut[];
}

/** A copy of a release with a template that the emulator accepts. On AWS nobody needs one. */
function playable(release: string, directory: string): PlayableRelease {
  if (!existsSync(join(release, 'template.json'))) throw new Error(`there is no released template in ${release}: run npm run -s release-template`);
  const folder = join(directory, 'release');
  mkdirSync(folder);
  cpSync(release, folder, { recursive: true });
  const { template, leftOut } = withoutRefused(JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8')) as Template);
  writeFileSync(join(folder, 'template.json'), JSON.stringify(template));
  return { folder, leftOut };
}
