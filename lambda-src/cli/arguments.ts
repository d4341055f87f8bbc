import { parseArgs } from 'node:util';
import { OPERATIONS } from './operations';
import { FLAG, TEXT } from './options';
import { UsageError } from './target';
import { FINAL_STATUSES, JobKind, type JobRequest, Status } from '../../src/contract';
import { JobRefused, readJobRequest } from '../core/operations/job-request';

export const USAGE = `usage: serverless-ingest-api <command> --stack NAME | --api URL [options]

commands
  replay      ingest objects of the ledger again, as new generations
  reconcile   find what no event told: lay the bucket beside the ledger, and ingest what differs
  backfill    ingest what is in the bucket and not in the ledger, behind live files
  sweep       remove rows of replaced versions, which nobody sees
  redrive     move the ingest's messages from the dead-letter queue back to its queue
  status      show the last jobs, and with --stack how many messages wait

commands on the account
  retained --stack NAME [--delete [--yes]]
              list what a deleted stack left behind; with --delete remove it, which nothing brings back
  restore-drill --stack NAME [--from backup|pitr] [--delete [--yes]] [--limit MINUTES]
              restore the table beside itself, compare item by item, tell how long it took, and take the copy away;
              with --delete delete the table first and restore it under its own name: for a stage that may lose it
  quotas [--template cdk.out] [--stack NAME] [--request]
              lay what synthesized templates need beside the account's quotas; with --request ask AWS for what is short
  encryption --stack NAME
              read the encryption of each deployed resource back, and compare it with what the template asks for

where
  --stack NAME       name of the CloudFormation stack; AWS credentials and region as usual
  --pipeline ID      id of the construct, where the stack has several
  --region REGION    default: that of the environment or the profile
  --api URL          base URL of the API with the stage, instead of --stack
  --api-key KEY      for --api; default: INGEST_API_KEY
  --token TOKEN      for --api: sent as Authorization; default: INGEST_API_TOKEN. Without key and token the request is signed

what
  --prefix PREFIX    only keys that start with it
  --id ID            replay: one object
  --status STATUS    replay: ${[Status.PROCESSING, ...FINAL_STATUSES].join(', ')}
  --since TIME       replay: ingested then or later; reconcile, backfill: last modified then or later
  --until TIME       the same, before then
  --distributed      backfill: have Step Functions go through the bucket, where the stack has source.backfill.distributed
  --manifest KEY     the same, over the inventory report with this manifest.json
  --max N            objects that are acted on at most
  --dry-run          list what would be done, and do nothing

how
  --json             one line of JSON at the end, and nothing else on stdout
  --no-wait          do not wait for the end
  --help             print this

AWS_ENDPOINT_URL leads to another endpoint than AWS, such as an emulator.
exit codes: 0 done; 1 failed, or refused because another run is under way; 2 the command line makes no sense`;

/** What was asked for. */
export interface Arguments {
  /** Undefined for `status`. */
  readonly request?: JobRequest;
  readonly where: {
    readonly stack?: string;
    readonly pipeline?: string;
    readonly region?: string;
    readonly api?: string;
    readonly apiKey?: string;
    readonly token?: string;
  };
  readonly json: boolean;
  readonly wait: boolean;
}

const OPTIONS = {
  'stack': TEXT,
  'pipeline': TEXT,
  'region': TEXT,
  'api': TEXT,
  'api-key': TEXT,
  'token': TEXT,
  'prefix': TEXT,
  'id': TEXT,
  'status': TEXT,
  'since': TEXT,
  'until': TEXT,
  'distributed': FLAG,
  'manifest': TEXT,
  'max': TEXT,
  'dry-run': FLAG,
  'json': FLAG,
  'no-wait': FLAG,
} as const;

const STATUS_COMMAND = 'status';

/** Reads the command line of a job, or of `status`. Throws {@link UsageError}. */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Arguments {
  const { values, positionals } = parsed(args);
  const [command, ...more] = positionals;
  const commands: readonly string[] = [...Object.values(JobKind), STATUS_COMMAND];
  const all = [...commands, ...OPERATIONS.keys()].join(', ');
  if (command === undefined) throw new UsageError(`a command is missing: use one of ${all}`);
  if (OPERATIONS.has(command)) throw new UsageError(`${command} stands behind its options: write it first`);
  if (!commands.includes(command)) throw new UsageError(`there is no command ${JSON.stringify(command)}: use one of ${all}`);
  if (more.length > 0) throw new UsageError(`${JSON.stringify(more[0])} is one word too many: a value stands behind its option`);
  if ((values.stack === undefined) === (values.api === undefined)) throw new UsageError('say where: either --stack NAME or --api URL');
  if (values.api !== undefined && !/^https?:\/\/[^/]+/.test(values.api)) throw new UsageError(`--api is ${JSON.stringify(values.api)}: use a URL such as https://…/production`);
  const apiKey = values['api-key'] ?? env.INGEST_API_KEY;
  const token = values.token ?? env.INGEST_API_TOKEN;
  return {
    ...command !== STATUS_COMMAND && { request: requestOf(command, values) },
    where: {
      stack: values.stack, pipeline: values.pipeline, region: values.region, api: values.api, ...apiKey && { apiKey }, ...token && { token },
    },
    json: values.json ?? false,
    wait: !values['no-wait'],
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function requestOf(kind: string, values: ReturnType<typeof parsed>['values']): JobRequest {
  const { prefix, id, status, since, until, manifest, distributed = manifest === undefined ? undefined : true, max, 'dry-run': dryRun } = values;
  const given = {
    kind, prefix, id, status, since, until, distributed, manifest, max: max === undefined ? undefined : Number(max), dryRun,
  };
  try {
    return readJobRequest(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  } catch (error) {
    if (error instanceof JobRefused) throw new UsageError(error.message);
    throw error;
  }
}
