import { PutBucketNotificationConfigurationCommand, type Event } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageBatchCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Dice } from './dice';
import type { Session } from '../../../local/session';

const EVENTS: Event[] = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'];

/** Shares of the messages that come twice, and that come late. */
const [TWICE, LATE] = [0.2, 0.3];
const MAX_LATE_MS = 4_000;

/** Carries the bucket's events to the ingest queue, some of them twice and some late, so that they overtake each other. */
export class Courier {
  /** Events that came, and what was done to them. */
  readonly counts = { events: 0, twice: 0, late: 0, lost: 0 };
  /** Share of the events that never arrive. */
  lost = 0;
  private queue = '';
  private onTheWay = 0;
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly session: Session, private readonly dice: Dice) {}

  /** Lets the bucket's events come here. */
  async start(): Promise<void> {
    const { clients, bucket, endpoint } = this.session;
    const { QueueUrl: url = '' } = await clients.sqs.send(new CreateQueueCommand({ QueueName: 'courier' }));
    this.queue = `${endpoint}${new URL(url).pathname}`;
    const { Attributes: { QueueArn } = {} } = await clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl: this.queue, AttributeNames: ['QueueArn'] }));
    await clients.s3.send(new PutBucketNotificationConfigurationCommand({
      Bucket: bucket, NotificationConfiguration: { QueueConfigurations: [{ QueueArn, Events: EVENTS }] },
    }));
    this.running = this.carry();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Events that are not delivered yet. */
  async waiting(): Promise<number> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes: counts = {} } = await this.session.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: this.queue, AttributeNames: [...names] }),
    );
    return this.onTheWay + names.reduce((sum, name) => sum + Number(counts[name]), 0);
  }

  private async carry(): Promise<void> {
    const { sqs } = this.session.clients;
    while (!this.stopped) {
      const { Messages: messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      if (messages.length === 0) continue;
      for (const { Body: body = '' } of messages) this.accept(body);
      const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.queue, Entries }));
    }
  }

  private accept(body: string): void {
    this.counts.events++;
    if (this.dice.chance(this.lost)) {
      this.counts.lost++;
      return;
    }
    this.send(body);
    if (!this.dice.chance(TWICE)) return;
    this.counts.twice++;
    this.send(body);
  }

  private send(body: string): void {
    const late = this.dice.chance(LATE);
    if (late) this.counts.late++;
    this.onTheWay++;
    setTimeout(() => {
      const sent = this.session.clients.sqs.send(new SendMessageCommand({ QueueUrl: this.session.queue, MessageBody: body }));
      void sent.then(() => { this.onTheWay--; });
    }, late ? this.dice.between(100, MAX_LATE_MS) : 0);
  }
}
