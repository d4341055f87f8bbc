import type { DeadLetter, JobPorts } from '../../../../lambda-src/core/operations/ports';
import { redrive } from '../../../../lambda-src/core/operations/redrive';
import type { Job } from '../../../../src/contract';

const event = (...keys: string[]): string => JSON.stringify({
  Records: keys.map(key => ({ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', eventVersion: '2.1', s3: { bucket: { name: 'landing' }, object: { key } } })),
});

/** Keys of what a redrive of these messages, narrowed to a prefix, is about. */
async function redriven(bodies: string[], prefix?: string): Promise<string[]> {
  const sent = { receipt: '', fromQueue: true, sentAt: '2026-11-23T05:00:00Z' };
  const letters: DeadLetter[] = bodies.map((body, index) => ({ messageId: String(index), body, ...sent }));
  const ports = {
    bucketName: 'landing',
    clock: { now: () => new Date('2026-11-23T05:01:00Z') },
    deadLetters: { receive: async () => letters.splice(0), redrive: async () => undefined, release: async () => undefined },
  } as unknown as JobPorts;
  const found: string[] = [];
  for await (const { findings } of redrive({ prefix, dryRun: false } as Job, ports, undefined, () => false)) {
    found.push(...findings.map(({ key }) => key));
  }
  return found;
}

test('a prefix takes messages of which every key has it, and so none that another tenant has a part in', async () => {
  const bodies = [event('in/a/1.csv'), event('in/b/1.csv'), event('in/a/2.csv', 'in/b/2.csv'), event('in/a/3.csv', 'in/a/4.csv'), 'unreadable'];
  expect(await redriven(bodies, 'in/a/')).toEqual(['in/a/1.csv', 'in/a/3.csv, in/a/4.csv']);
  expect(await redriven(bodies)).toHaveLength(5);
});
