import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { drill, type Drilled, isSame, type Origin } from './drill';
import { awsAccess } from '../aws';
import { COMMON, FLAG, readOptions, required, TEXT } from '../options';
import { confirm, say } from '../output';
import { Progress } from '../progress';
import { sdkConfig } from '../sdk';
import { outputsOf } from '../stack-target';
import { CommandError, UsageError } from '../target';

const LIMIT_MINUTES = 120;

/** Restores the table of a pipeline and tells how long it took and what differs. */
export async function restoreDrill(args: readonly string[]): Promise<number> {
  const { stack, pipeline, region, json, from = 'backup', limit = String(LIMIT_MINUTES), delete: lose = false, yes = false } = readOptions(args, {
    ...COMMON, stack: TEXT, pipeline: TEXT, from: TEXT, limit: TEXT, delete: FLAG, yes: FLAG,
  });
  const name = required('stack', stack);
  if (!isOrigin(from)) throw new UsageError(`--from is ${JSON.stringify(from)}: use backup or pitr`);
  if (lose && from === 'pitr') throw new UsageError('--delete goes with --from backup: a deleted table has no points in time any more');
  if (!(Number(limit) > 0)) throw new UsageError(`--limit is ${JSON.stringify(limit)}: use a number of minutes`);
  const access = await awsAccess(region);
  const table = (await outputsOf(access, name, pipeline)).get('TableName');
  if (table === undefined) throw new CommandError(`the stack ${name} has no pipeline${pipeline ? ` ${pipeline}` : ''}: its outputs lack TableName`);
  if (lose && !yes) await confirm(`the table ${table} will be deleted and restored, and what is written meanwhile is lost;`, name);
  const progress = new Progress();
  const dynamodb = new DynamoDBClient(sdkConfig(access));
  try {
    const drilled = await drill(dynamodb, {
      table, origin: from, lose, limitSeconds: Math.round(Number(limit) * 60), onStep: (...step) => progress.show(...step),
    });
    progress.end();
    say(json ? JSON.stringify({ ...drilled, same: isSame(drilled) }) : drilledText(drilled));
    return isSame(drilled) ? 0 : 1;
  } finally {
    progress.end();
    dynamodb.destroy();
  }
}

function isOrigin(text: string): text is Origin {
  return text === 'backup' || text === 'pitr';
}

function drilledText(drilled: Drilled): string {
  const { table, restored, origin, lost, compared, missing, extra, different, examples, backupSeconds, restoreSeconds, compareSeconds } = drilled;
  return [
    ...examples.map((example) => `  ${example}`),
    origin === 'backup' ? `backed up ${table} in ${backupSeconds.toFixed(1)} s` : `the newest point in time of ${table}`,
    `restored ${lost ? 'it under its own name after its deletion' : restored} in ${restoreSeconds.toFixed(1)} s: the recovery time`,
    `compared ${compared} items in ${compareSeconds.toFixed(1)} s: ${missing} missing, ${extra} besides, ${different} different`,
    ...isSame(drilled) ? ['the restored table is the same'] : [lost ? 'the backup is kept' : 'a table that is written meanwhile differs by that: drill when it is quiet'],
  ].join('\n');
}
