import { chunked } from './merge-join';
import type { JobPorts, LedgerKey } from './ports';
import { commonPrefix, isWithin, STEP_OBJECTS, type Work } from './step';
import { type Job, type LedgerItem, Status } from '../../../src/contract';
import { statusOf } from '../api/entry';
import { isWatched } from '../watched';

/** Ingests objects of the ledger again, as new generations: a published one is never rewritten in place. */
export const replay: Work = async function* (job, ports, cursor) {
  for await (const chunk of chunked(keysOf(job, ports, cursor), STEP_OBJECTS)) {
    const items = await ports.ledger.items(chunk.map(({ id }) => id));
    const findings = chunk.flatMap(({ id }) => items.get(id) ?? []).filter(item => isMeant(item, job, ports))
      .map(item => ({ key: item.key, reason: statusOf(item) }));
    yield {
      listed: chunk.length,
      findings,
      cursor: chunk[chunk.length - 1].key,
      act: async count => {
        await ports.hints.send(findings.slice(0, count).map(({ key }) => key), { reason: 'replay', force: true }, job.id === undefined);
        return true;
      },
    };
  }
};

async function* keysOf({ id, prefix: wanted, status }: Job, { ledger, source }: JobPorts, after: string | undefined): AsyncGenerator<LedgerKey> {
  const prefix = commonPrefix(source, wanted);
  if (id !== undefined) {
    const item = after === undefined ? (await ledger.items([id])).get(id) : undefined;
    if (item) yield item;
  } else if (prefix !== undefined) {
    yield* ledger.keys({ prefix, ...status && { status }, ...after !== undefined && { after } });
  }
}

/** What is gone cannot be read again: only who asks for it by status or id means it. */
function isMeant(item: LedgerItem, job: Job, { bucketName, source }: JobPorts): boolean {
  const { bucket, key, published, latest } = item;
  const status = statusOf(item);
  return bucket === bucketName && isWatched(key, source) && key.startsWith(job.prefix ?? '')
    && (job.status === undefined ? status !== Status.DELETED || job.id !== undefined : status === job.status)
    && isWithin(job, latest?.startedAt ?? published?.committedAt ?? '');
}
