import {
  DeleteObjectCommand, PutObjectCommand, type DeleteObjectCommandOutput, type PutObjectCommandInput, type PutObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { ApiClient } from './api-client';
import { withKey, type Caller } from './callers';
import { until } from './poll';
import { ROWS, stackOf } from './stacks';
import type { LedgerEntry } from '../../local/ingest-client';
import { startSession, type Session } from '../../local/session';
import type { ServerlessIngestApiProps } from '../../src';
import { FINAL_STATUSES, Status } from '../../src/contract';

/** What may be said about an object when it is put. */
export type PutOptions = Partial<PutObjectCommandInput>;

const QUIET_MS = 400;
const WAITING: QueueAttributeName[] = [
  'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed',
];

/** A deployed stack, seen from outside: objects go in through S3, messages through SQS, answers come over HTTP. */
export class Pipeline {
  /** Deploys a stack on an emulator of its own. */
  static async start(props: ServerlessIngestApiProps = {}): Promise<Pipeline> {
    const session = await startSession({ build: stackOf({ ...ROWS, ...props }) });
    return new Pipeline(session, withKey(session.apiKey));
  }

  readonly api: ApiClient;
  private readonly ids = new Map<string, string>();

  /**
   * @param session - a deployed stack
   * @param caller - who calls its API
   */
  constructor(readonly session: Session, caller: Caller) {
    this.api = new ApiClient(session.api, caller, session.caFile);
  }

  stop(): Promise<void> {
    return this.session.stop();
  }

  /** Puts an object. */
  put(key: string, body: string | Buffer, options: PutOptions = {}): Promise<PutObjectCommandOutput> {
    const described = { Bucket: this.session.bucket, Key: key, ContentLength: Buffer.byteLength(body) };
    return this.session.clients.s3.send(new PutObjectCommand({ ...described, Body: body, ...options }));
  }

  /** Puts an object and waits until the ledger tells how that very object ended. */
  async ingest(key: string, body: string | Buffer, options: PutOptions = {}): Promise<LedgerEntry> {
    const { ETag: etag, VersionId: versionId = null } = await this.put(key, body, options);
    return this.settled(key, (entry) => entry.etag === etag?.replaceAll('"', '') && entry.versionId === versionId && isFinal(entry));
  }

  /** Deletes an object, or one version of it. */
  remove(key: string, versionId?: string): Promise<DeleteObjectCommandOutput> {
    return this.session.clients.s3.send(new DeleteObjectCommand({ Bucket: this.session.bucket, Key: key, VersionId: versionId }));
  }

  /** Waits until the ledger says that there is no object. */
  deleted(key: string): Promise<LedgerEntry> {
    return this.settled(key, (entry) => entry.status === Status.DELETED);
  }

  /** The ledger entry of a key that must have one. */
  async entry(key: string): Promise<LedgerEntry> {
    const found = await this.lookUp(key);
    if (!found) throw new Error(`the ledger does not know ${JSON.stringify(key)}`);
    return found;
  }

  /** The rows of a key as canonical JSON text, in file order. */
  async rows(key: string, limit?: number): Promise<string[]> {
    return this.api.rows((await this.entry(key)).id, limit);
  }

  /** Waits until the entry of a key is as it should be. */
  settled(key: string, isRight: (entry: LedgerEntry) => boolean): Promise<LedgerEntry> {
    let last: LedgerEntry | undefined;
    return until(async () => {
      last = await this.lookUp(key);
      return last && isRight(last) ? last : undefined;
    }, () => `the entry of ${key} is ${JSON.stringify(last)}, the end of the log:\n${this.session.emulator.logTail(10)}`);
  }

  /** Waits until the queue has been empty for a while, messages in flight included: S3 sends its events a moment later. */
  async quiet(limitMs?: number): Promise<void> {
    let since = Infinity;
    let left = 0;
    await until(async () => {
      left = await this.waiting(this.session.queue);
      since = left === 0 ? Math.min(since, Date.now()) : Infinity;
      return Date.now() - since >= QUIET_MS ? true : undefined;
    }, () => `${left} messages are in the queue`, limitMs);
  }

  /** Messages in the dead-letter queue. */
  deadLetters(): Promise<number> {
    return this.waiting(this.session.deadLetterQueue);
  }

  /** Sends a message to the ingest queue. */
  async send(body: string): Promise<void> {
    await this.session.clients.sqs.send(new SendMessageCommand({ QueueUrl: this.session.queue, MessageBody: body }));
  }

  private async waiting(queue: string): Promise<number> {
    const ask = new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: WAITING });
    const { Attributes: counts = {} } = await this.session.clients.sqs.send(ask);
    return WAITING.reduce((sum, name) => sum + Number(counts[name]), 0);
  }

  private async lookUp(key: string): Promise<LedgerEntry | undefined> {
    const id = this.ids.get(key);
    if (id !== undefined) return JSON.parse(await this.api.text(`/objects/${id}`)) as LedgerEntry;
    const entry = await this.api.find(key);
    if (entry) this.ids.set(key, entry.id);
    return entry;
  }
}

function isFinal({ status }: LedgerEntry): boolean {
  return FINAL_STATUSES.includes(status);
}
