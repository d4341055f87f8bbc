import { byKeyPartition, byStatusPartition, ledgerKey, toAttributes } from '../../lambda-src/aws/ledger-item';
import { shardOf } from '../../lambda-src/core/identity';
import { Table } from '../../src/contract';
import { BUCKET, entryOf, OBJECTS } from '../ledger';

let answers: Map<string, string> | undefined;

/** What GetItem answers for the ledger item of an id, as a byte string. Without the item where there is none. */
export function getLedgerItem(id: string): string {
  answers ??= new Map(Array.from({ length: OBJECTS }, (_, n) => answerOf(n)));
  return answers.get(id) ?? '{}';
}

/** The item as the ingest leaves it. */
function answerOf(n: number): [id: string, body: string] {
  const { id, key, ...state } = entryOf(n);
  const shard = shardOf(id);
  const attributes = toAttributes({
    [Table.OBJECT_KEY]: key,
    [Table.BY_KEY_PARTITION]: byKeyPartition(BUCKET, shard),
    [Table.BY_STATUS_PARTITION]: byStatusPartition(BUCKET, state.status, shard),
    bucket: BUCKET,
    rev: 1,
    published: { ...state, rev: 1, identity: `v:${state.versionId}`, rejected: [], quarantine: undefined },
  });
  return [id, Buffer.from(JSON.stringify({ Item: { ...ledgerKey(id), ...attributes } })).toString('latin1')];
}
