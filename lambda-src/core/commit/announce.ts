import type { CommitPorts } from './outcome';
import { type LedgerItem, type ObjectIngested, type Published, Status } from '../../../src/contract';

/**
 * Tells the others of what readers see, unless they were told. A publication whose worker was killed before it could tell is told of by the next one
 * that looks at the key: its message comes again.
 */
export async function announce(item: LedgerItem, published: Published | undefined, { announcer, ledger }: CommitPorts): Promise<void> {
  if (announcer === undefined || published === undefined || published.announced || published.status === Status.PROCESSING) return;
  const { status, rev, firstError, rowsParsed, rowsWritten, rowsRejected, quarantine, committedAt } = published;
  await announcer.announce({
    ...common(item, published),
    status,
    rev,
    rowsParsed,
    rowsWritten,
    rowsRejected,
    firstError,
    quarantine: quarantine ? { bucket: quarantine.bucket, prefix: quarantine.prefix } : null,
    error: null,
    time: committedAt,
  });
  await ledger.announced(item, rev);
}

/** Tells the others of a failure, as far as that succeeds: nobody comes again after it. */
export async function announceFailure(item: LedgerItem, object: Partial<Published>, error: string, { announcer, clock }: CommitPorts): Promise<void> {
  await announcer?.announce({
    ...common(item, object),
    status: Status.FAILED,
    rev: item.rev,
    rowsParsed: 0,
    rowsWritten: 0,
    rowsRejected: 0,
    firstError: null,
    quarantine: null,
    error,
    time: clock.now().toISOString(),
  }).catch(() => undefined);
}

function common({ id, bucket, key }: LedgerItem, { etag, versionId, size }: Partial<Published>) {
  return { version: '1', id, bucket, key, etag: etag ?? null, versionId: versionId ?? null, size: size ?? null } satisfies Partial<ObjectIngested>;
}
