import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { Courier } from './courier';
import { Dice } from './dice';
import { CALM, type FaultRates } from './fault';
import { wrongDeadLetters, wrongObjects } from './judge';
import { type KeyPlan, plan } from './plan';
import { poisonMessages } from './poison';
import { processOfPort } from './processes';
import { FaultProxy, type ProxyBug } from './proxy';
import { reconcile } from './reconcile';
import { deployStack, redirectIngest } from './stack';
import type { Session } from '../../../local/session';

/** What is promised to be survived. */
export const BAD_DAY: FaultRates = { failing: 0.1, slow: 0.05, killed: 0.05 };

/** Poison messages for each object. */
const POISON = 0.02;

const AT_ONCE = 16;
const POLL_MS = 200;

/** The queues are empty so long before they count as empty: S3 sends its events a moment later. */
const QUIET_MS = 1_500;

/** Objects that are put while a bug is planted. */
const BUG_OBJECTS = 12;

/** Share of the events that are lost where a reconcile is to find what they would have told, and objects that are put then. */
const [LOST, LOST_OBJECTS] = [0.2, 40];

const BUGS: readonly ProxyBug[] = ['no UnprocessedItems loop', 'acknowledge before publish'];

/** Told how far it is. */
export type OnProgress = (step: string, done?: number, total?: number) => void;

/** A deployed pipeline on a bad day. */
export class BadDay {
  /** Deploys the pipeline, puts the proxy between its handlers and AWS, and the courier between the bucket and the queue. */
  static async start(seed: number, onProgress: OnProgress): Promise<BadDay> {
    const session = await deployStack(onProgress);
    const day = new BadDay(session, new Dice(seed), onProgress);
    try {
      await day.proxy.start();
      await day.courier.start();
      await redirectIngest(session, day.proxy.url);
      return day;
    } catch (error) {
      await day.stop();
      throw error;
    }
  }

  private readonly proxy: FaultProxy;
  private readonly courier: Courier;

  private constructor(private readonly session: Session, private readonly dice: Dice, private readonly onProgress: OnProgress) {
    const group = session.emulator.pid ?? 0;
    this.proxy = new FaultProxy(session.endpoint, dice, (port) => processOfPort(port, group));
    this.courier = new Courier(session, dice);
  }

  /** What went wrong on purpose so far. */
  get counts(): string {
    const { calls, failed, slow, claims, killed } = this.proxy.counts;
    const { events, twice, late, lost } = this.courier.counts;
    return `${calls} calls, ${failed} of them failed and ${slow} slow; ${claims} claims, ${killed} handlers killed; ${events} events, ${twice} twice, ${late} late, ${lost} lost`;
  }

  /** Puts, overwrites and deletes objects while everything fails, waits for the end, and returns what is wrong then. */
  async objects(count: number): Promise<string[]> {
    const plans = plan(count, this.dice);
    const poison = poisonMessages(Math.ceil(count * POISON), this.dice);
    this.proxy.rates = BAD_DAY;
    await this.play(plans, poison);
    await this.quiet();
    this.proxy.rates = CALM;
    this.onProgress('comparing every row');
    return [...await wrongObjects(this.session, plans), ...await wrongDeadLetters(this.session, poison)];
  }

  /** Loses events, and nothing else goes wrong. Returns what is wrong before a reconcile and after it. */
  async lostEvents(): Promise<{ before: string[]; after: string[] }> {
    const plans = plan(LOST_OBJECTS, this.dice).map(({ key, changes }) => ({ key: `lost/${key}`, changes }));
    const wrong = async (): Promise<string[]> => (await wrongObjects(this.session, plans)).filter((finding) => finding.startsWith('lost/'));
    this.courier.lost = LOST;
    await this.play(plans, []);
    await this.quiet();
    this.courier.lost = 0;
    const before = await wrong();
    await reconcile(this.session);
    await this.quiet();
    return { before, after: await wrong() };
  }

  /** Plants one bug after the other in the same pipeline and tells which were caught. */
  async plantedBugs(): Promise<Record<string, boolean>> {
    const caught: Record<string, boolean> = {};
    for (const bug of BUGS) {
      const plans = plan(BUG_OBJECTS, this.dice).map(({ key, changes }) => ({ key: `${bug}/${key}`, changes: changes.slice(0, 1) }));
      this.proxy.bug = bug;
      this.proxy.rates = { ...CALM, failing: BAD_DAY.failing };
      await this.play(plans, []);
      await this.quiet();
      this.proxy.bug = undefined;
      this.proxy.rates = CALM;
      caught[bug] = (await wrongObjects(this.session, plans)).some((finding) => finding.startsWith(bug));
    }
    return caught;
  }

  async stop(): Promise<void> {
    await this.courier.stop();
    await this.session.stop();
    await this.proxy.stop();
  }

  /** A key is in the list once at a time, so that its changes keep their order. */
  private async play(plans: readonly KeyPlan[], poison: readonly string[]): Promise<void> {
    const waiting: KeyPlan[] = [...plans];
    const total = plans.reduce((sum, { changes }) => sum + changes.length, 0);
    let done = 0;
    const { clients: { sqs }, queue } = this.session;
    const poisoned = Promise.all(poison.map((body) => sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }))));
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { key, changes: [change, ...later] } = next;
        await this.change(key, change?.body);
        this.onProgress('changing objects', ++done, total);
        if (later.length > 0) waiting.push({ key, changes: later });
      }
    }));
    await poisoned;
  }

  private async change(key: string, body: Buffer | undefined): Promise<void> {
    const { clients: { s3 }, bucket } = this.session;
    const object = { Bucket: bucket, Key: key };
    if (body) await s3.send(new PutObjectCommand({ ...object, Body: body, ContentLength: body.length }));
    else await s3.send(new DeleteObjectCommand(object));
  }

  private async quiet(): Promise<void> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const;
    let most = 1;
    for (let since = Infinity; Date.now() - since < QUIET_MS; await sleep(POLL_MS)) {
      const { Attributes: counts = {} } = await this.session.clients.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: this.session.queue, AttributeNames: [...names] }),
      );
      const left = await this.courier.waiting() + names.reduce((sum, name) => sum + Number(counts[name]), 0);
      most = Math.max(most, left);
      this.onProgress('working off the queue', most - left, most);
      since = left === 0 ? Math.min(since, Date.now()) : Infinity;
    }
  }
}
