import type { DeadLetter, JobPorts } from './ports';
import type { Work } from './step';
import type { Job, JobFinding } from '../../../src/contract';
import { normalize, parse } from '../events/normalize';

/**
 * Moves the ingest's messages from the dead-letter queue back to its queue. Other functions share the dead-letter queue: what they failed on is left
 * where it is, and so is what came after the redrive was asked for: a message that is refused at once comes back while the others are still on
 * their way. A message is deleted after it was sent, so that a kill in between brings it twice and never loses it.
 */
export const redrive: Work = async function* (job, ports, _cursor, timeIsUp) {
  const { deadLetters } = ports;
  if (deadLetters === undefined) return;
  const seen = new Set<string>();
  const left: DeadLetter[] = [];
  try {
    for (let letters = await deadLetters.receive(); letters.length > 0 && !timeIsUp(); letters = await deadLetters.receive()) {
      const fresh = letters.filter(({ messageId }) => !seen.has(messageId));
      for (const { messageId } of fresh) seen.add(messageId);
      const looked = fresh.map(letter => ({ letter, finding: findingOf(letter, job, ports) }));
      const own = looked.flatMap(({ letter, finding }) => finding ? [{ letter, finding }] : []);
      left.push(...letters.filter(letter => job.dryRun || !own.some(({ letter: { messageId } }) => messageId === letter.messageId)));
      yield {
        listed: fresh.length,
        findings: own.map(({ finding }) => finding),
        cursor: '',
        act: async count => {
          await deadLetters.redrive(own.slice(0, count).map(({ letter }) => letter));
          left.push(...own.slice(count).map(({ letter }) => letter));
          return true;
        },
      };
    }
  } finally {
    await deadLetters.release(left);
  }
};

/** What a message is about, or undefined where it is not the ingest's or not meant. */
function findingOf({ body, reason, fromQueue, sentAt }: DeadLetter, { prefix, requestedAt }: Job, ports: JobPorts): JobFinding | undefined {
  if (Date.parse(sentAt) > Date.parse(requestedAt)) return undefined;
  const keys = keysOf(body, ports.bucketName);
  if (!fromQueue && reason === undefined && keys.length === 0) return undefined;
  if (prefix !== undefined && (keys.length === 0 || !keys.every(key => key.startsWith(prefix)))) return undefined;
  return {
    key: keys.length > 0 ? keys.join(', ') : '(unreadable)',
    reason: reason ?? 'every delivery failed',
    ageSeconds: Math.max(0, Math.floor((ports.clock.now().getTime() - Date.parse(sentAt)) / 1000)),
  };
}

function keysOf(body: string, bucket: string): string[] {
  try {
    return normalize(parse(body)).hints.filter(hint => hint.bucket === bucket).map(({ key }) => key);
  } catch {
    return [];
  }
}
