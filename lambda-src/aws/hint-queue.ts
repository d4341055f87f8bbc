import type { AwsClient } from './client';
import { batchesOf, messageBatch } from './message-batch';
import type { HintMessage } from '../../src/contract';
import { hintMessage } from '../core/events/own-messages';
import type { HintSender } from '../core/operations/ports';

/** Calls that are on their way at once. */
const CONCURRENCY = 8;

/** Hints to the ingest, through its queue or through the one that waits behind live files. */
export class HintQueue implements HintSender {
  /** @param backfillUrl without it, every hint goes to the ingest queue */
  constructor(
    private readonly client: AwsClient, private readonly bucket: string, private readonly url: string, private readonly backfillUrl = url,
  ) {}

  async send(keys: readonly string[], hint: Pick<HintMessage, 'reason' | 'force'>, deferred: boolean): Promise<void> {
    const batches = batchesOf(keys.map(key => ({ MessageBody: hintMessage({ bucket: this.bucket, key, ...hint }) })));
    const worker = async (): Promise<void> => {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        await messageBatch(this.client, 'SendMessageBatch', deferred ? this.backfillUrl : this.url, batch);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  }
}
