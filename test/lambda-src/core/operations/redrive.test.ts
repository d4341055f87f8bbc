import type { DeadLetter, JobPorts } from '../../../../lambda-src/core/operations/ports';
import { redrive } from '../../../../lambda-src/core/operations/redrive';
import type { Job } from '../../../../src/contract';

const event = (...keys: string[]): string => JSON.stringify({
  Records: keys.map(key => ({ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', eventVersion: '2.1', s3: { bucket: { name: 'landing' }, object: { key } } })),
});

const REQUESTED_AT = '2026-11-23T05:01:00.000Z';

interface Redrive {
  readonly bodies: string[];
  readonly prefix?: string;
  /** Whether the ingest refuses each message at once, so that it comes back. */
  readonly refused?: boolean;
}

/** Keys of what a redrive moves. */
async function redriven({ bodies, prefix, refused }: Redrive): Promise<string[]> {
  let count = 0;
  const letter = (body: string, sentAt: string): DeadLetter => ({ messageId: String(count++), body, sentAt, receipt: '', fromQueue: true });
  const letters = bodies.map((body) => letter(body, '2026-11-23T05:00:00.000Z'));
  const ports = {
    bucketName: 'landing',
    clock: { now: () => new Date('2026-11-23T05:01:02Z') },
    deadLetters: {
      receive: async () => letters.splice(0),
      redrive: async (moved) => void letters.push(...refused ? moved.map(({ body }) => letter(body, '2026-11-23T05:01:01.000Z')) : []),
      release: async () => undefined,
    },
  } as Partial<JobPorts> as JobPorts;
  const found: string[] = [];
  for await (const { findings, act } of redrive({ prefix, dryRun: false, requestedAt: REQUESTED_AT } as Job, ports, undefined, () => count > 100)) {
    found.push(...findings.map(({ key }) => key));
    await act(findings.length);
  }
  return found;
}

test('a prefix takes messages of which every key has it, and so none that another tenant has a part in', async () => {
  const bodies = [event('in/a/1.csv'), event('in/b/1.csv'), event('in/a/2.csv', 'in/b/2.csv'), event('in/a/3.csv', 'in/a/4.csv'), 'unreadable'];
  expect(await redriven({ bodies, prefix: 'in/a/' })).toEqual(['in/a/1.csv', 'in/a/3.csv, in/a/4.csv']);
  expect(await redriven({ bodies })).toHaveLength(5);
});

test('what is refused again at once is not moved again and again', async () => {
  expect(await redriven({ bodies: [event('in/1.csv'), event('in/2.csv')], refused: true })).toEqual(['in/1.csv', 'in/2.csv']);
});
