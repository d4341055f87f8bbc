import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { type Limit, Limits } from './limits';
import { needOf, type Template, type Wanted } from './need';
import { type Quota, QUOTAS } from './quota';
import { usedOf } from './used';
import { type AwsAccess, awsAccess } from '../aws';
import { COMMON, FLAG, readOptions, TEXT } from '../options';
import { columns, say } from '../output';
import { Progress } from '../progress';
import { liveStacks } from '../stacks';
import { UsageError } from '../target';

const TEMPLATE = /\.template\.json$/;

/** A quota with what stands against it. */
interface Row {
  readonly service: string;
  readonly quota: string;
  readonly need: number;
  readonly used?: number;
  readonly limit: number;
  /** Service Quotas does not tell the limit: it is AWS's default. */
  readonly assumed: boolean;
  readonly short: boolean;
  /** What came of asking for more, or why nobody can ask. */
  readonly request?: string;
}

/** Lays what templates need beside what the account may have, before anything is deployed. */
export async function quotas(args: readonly string[]): Promise<number> {
  const { template = 'cdk.out', stack, region, json, request = false } = readOptions(args, { ...COMMON, template: TEXT, stack: TEXT, request: FLAG });
  const templates = templatesIn(template, stack);
  const access = await awsAccess(region);
  const limits = new Limits(access);
  const progress = new Progress();
  try {
    const stacks = await withDeployed(access, templates);
    const needed = QUOTAS.map((quota) => ({ quota, need: needOf(quota, stacks) })).filter(({ need }) => need > 0);
    const rows: Row[] = [];
    for (const { quota, need } of needed) {
      progress.show('looking at quotas', rows.length, needed.length);
      rows.push(await rowOf(quota, need, await usedOf(access, quota), await limits.of(quota), request ? limits : undefined));
    }
    progress.end();
    const short = rows.filter((row) => row.short);
    say(json ? JSON.stringify({ region: access.region, short: short.length, quotas: rows }) : tableText(access.region, rows));
    return short.length === 0 ? 0 : 1;
  } finally {
    progress.end();
  }
}

async function rowOf(
  quota: Quota, need: number, used: number | undefined, { value: limit, code, adjustable }: Limit, asked: Limits | undefined,
): Promise<Row> {
  const desired = (used ?? 0) + need;
  const short = desired > limit;
  const row = { service: quota.service, quota: quota.name, need, used, limit, assumed: code === undefined, short };
  if (!short) return row;
  if (code === undefined || !adjustable) return { ...row, request: 'no request can raise it: ask AWS Support, or use less' };
  return { ...row, request: asked ? await asked.ask(quota, code, desired) : `--request asks for ${desired}` };
}

/** The templates of a folder that an app was synthesized into, or one. */
function templatesIn(path: string, stack: string | undefined): Map<string, Template> {
  if (!existsSync(path)) throw new UsageError(`there is nothing at ${path}: synthesize the app first, or say where with --template`);
  const files = statSync(path).isDirectory() ? readdirSync(path).filter((name) => TEMPLATE.test(name)).map((name) => join(path, name)) : [path];
  const named = files.map((file): [string, string] => [files.length === 1 && stack ? stack : basename(file).replace(TEMPLATE, ''), file]);
  const chosen = named.filter(([name]) => stack === undefined || name === stack);
  if (chosen.length === 0) throw new UsageError(`${path} holds ${named.map(([name]) => name).join(', ') || 'no template'}: name one of its stacks with --stack`);
  return new Map(chosen.map(([name, file]) => [name, parse(readFileSync(file, 'utf8'), file)]));
}

/** The templates, with those of the stacks that are there: what these have counts as used already. */
async function withDeployed({ cloudFormation }: AwsAccess, templates: ReadonlyMap<string, Template>): Promise<Wanted[]> {
  const live = new Set((await liveStacks(cloudFormation)).map(({ StackName }) => StackName));
  return Promise.all([...templates].map(async ([name, template]) => {
    if (!live.has(name)) return { template };
    const { TemplateBody = '{}' } = await cloudFormation.send(new GetTemplateCommand({ StackName: name }));
    return { template, deployed: parse(TemplateBody, `the deployed template of ${name}`) };
  }));
}

function parse(text: string, what: string): Template {
  try {
    return JSON.parse(text) as Template;
  } catch (error) {
    throw new UsageError(`${what} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function tableText(region: string, rows: readonly Row[]): string {
  const cells = rows.map(({ service, quota, need, used, limit, assumed, short, request = '' }) => [
    short ? 'SHORT' : 'ok', service, quota, String(need), used === undefined ? 'unseen' : String(used), `${limit}${assumed ? ' (default)' : ''}`, request,
  ]);
  const short = rows.filter((row) => row.short).length;
  return `${columns([['', 'service', 'quota', 'need', 'used', 'limit', ''], ...cells])}\n`
    + (short === 0 ? `the quotas in ${region} are enough` : `${short} quotas in ${region} are too small`);
}
