import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { KeyPlan } from './plan';
import type { LedgerEntry } from '../../../local/ingest-client';
import type { Session } from '../../../local/session';
import { Status } from '../../../src/contract';
import { ApiClient } from '../../integration/api-client';
import { withKey } from '../../integration/callers';

const AT_ONCE = 8;

/** Compares what the API shows of the keys with the plan. Returns what is wrong, a sentence for each key. */
export async function wrongObjects(session: Session, plans: readonly KeyPlan[]): Promise<string[]> {
  const api = new ApiClient(session.api, withKey(session.apiKey));
  const entries = new Map((await api.all<LedgerEntry>('/objects', { limit: '1000' })).map((entry) => [entry.key, entry]));
  const findings: string[] = [];
  const waiting = [...plans];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const entry = entries.get(next.key);
      const wrong = wrongEntry(next, entry) ?? (entry && await api.rows(entry.id).then((rows) => wrongRows(next, rows), String))
        ?? (entry && await quarantined(session, entry).then((kept) => wrongQuarantine(next, kept), String));
      if (wrong !== undefined) findings.push(`${next.key}: ${wrong}`);
    }
  }));
  const known = new Set(plans.map(({ key }) => key));
  return [...findings, ...[...entries.keys()].filter((key) => !known.has(key)).map((key) => `${key}: nobody put it`)];
}

function wrongEntry({ changes }: KeyPlan, entry: LedgerEntry | undefined): string | undefined {
  const last = changes.at(-1);
  const status = last ? Status.COMMITTED : Status.DELETED;
  const expected = { status, rowsWritten: last?.rows.length ?? 0, rowsRejected: last?.rejected.length ?? 0 };
  const shown = entry && { status: entry.status, rowsWritten: entry.rowsWritten, rowsRejected: entry.rowsRejected };
  if (JSON.stringify(shown) === JSON.stringify(expected)) return undefined;
  return `${JSON.stringify(shown)} is shown and not ${JSON.stringify(expected)}`;
}

function wrongRows({ changes }: KeyPlan, rows: readonly string[]): string | undefined {
  const expected = changes.at(-1)?.rows ?? [];
  const at = expected.findIndex((row, index) => row !== rows[index]);
  if (at >= 0) return `row ${at + 1} is ${rows[at]} and not ${expected[at]}`;
  return rows.length === expected.length ? undefined : `${rows.length} rows are shown and not ${expected.length}`;
}

function wrongQuarantine({ changes }: KeyPlan, kept: readonly string[]): string | undefined {
  const expected = changes.at(-1)?.rejected ?? [];
  return JSON.stringify(kept) === JSON.stringify(expected) ? undefined : `the quarantine holds ${JSON.stringify(kept)} and not ${JSON.stringify(expected)}`;
}

/** The rejected records that an entry points to, in file order. */
async function quarantined({ clients: { s3 } }: Session, { quarantine }: LedgerEntry): Promise<string[]> {
  const texts = await Promise.all((quarantine?.objects ?? []).map(async ({ name }) => {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: quarantine?.bucket, Key: `${quarantine?.prefix}${name}` }));
    return await body?.transformToString() ?? '';
  }));
  return texts.join('').split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as { raw: string }).raw);
}

/** Compares the dead-letter queue with the messages that belong there. One that is there twice does no harm. */
export async function wrongDeadLetters({ clients: { sqs }, deadLetterQueue }: Session, poison: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: deadLetterQueue, MaxNumberOfMessages: 10, VisibilityTimeout: 600, WaitTimeSeconds: 1 }),
    );
    if (messages.length === 0) break;
    for (const { Body: body = '' } of messages) found.add(body);
  }
  return [
    ...poison.filter((body) => !found.has(body)).map((body) => `the poison ${body.slice(0, 200)} is not in the dead-letter queue`),
    ...[...found].filter((body) => !poison.includes(body)).map((body) => `the dead-letter queue holds ${body.slice(0, 200)}`),
  ];
}
