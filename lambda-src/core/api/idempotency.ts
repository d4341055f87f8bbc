import { createHash } from 'node:crypto';
import type { Answer, OperationRequest } from './operation';
import type { ApiPorts } from './ports';
import { badRequest, conflict, unprocessable } from './problem';
import type { Operation } from '../../../src/api/routes';

/** Longer than a function behind the API runs: what is still under way after that never ends. */
const LEASE_MS = 60_000;
/** For how long an answer is remembered that does not lose its worth before. */
const REMEMBERED_MS = 24 * 3600 * 1000;

interface Attempt {
  /** Tells the same request from another with the same key. */
  readonly fingerprint: string;
  readonly answer?: Answer;
}

/**
 * Does what a request with an `Idempotency-Key` asks for once, however often it comes: the first answer is given again. A key belongs to one
 * caller and one operation. A 422 for a key that came with another request, a 409 while the first one is under way. What has failed may be tried again.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export async function once(
  operation: Operation, request: OperationRequest, { store, clock, uniqueName }: ApiPorts, run: () => Promise<Answer>,
): Promise<Answer> {
  const key = request.header('idempotency-key');
  if (key === undefined) return run();
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw badRequest('the Idempotency-Key is malformed: use 1 to 255 visible characters of ASCII, such as a UUID');
  const { caller, id, body, query, header } = request;
  const item = hash(operation, id, caller.name, caller.tenant ?? '', key);
  const fingerprint = hash(body ?? '', JSON.stringify(query), header('if-match') ?? '');
  const owner = uniqueName();
  const later = (milliseconds: number): Date => new Date(clock.now().getTime() + milliseconds);
  if (!await store.claim('idempotency', item, owner, JSON.stringify({ fingerprint }), later(LEASE_MS))) {
    return answerOf(await store.read('idempotency', item), fingerprint);
  }
  let answer: Answer;
  try {
    answer = await run();
  } catch (error) {
    await store.remove('idempotency', item, owner);
    throw error;
  }
  await store.write('idempotency', item, owner, JSON.stringify({ fingerprint, answer }), answer.validUntil ?? later(REMEMBERED_MS));
  return answer;
}

function answerOf(text: string | undefined, fingerprint: string): Answer {
  const attempt = text === undefined ? undefined : JSON.parse(text) as Attempt;
  if (attempt && attempt.fingerprint !== fingerprint) throw unprocessable('the Idempotency-Key was used for another request: use a new one');
  if (!attempt?.answer) throw conflict('a request with this Idempotency-Key is under way: wait for its end and try again', { 'retry-after': '1' });
  return { ...attempt.answer, headers: { ...attempt.answer.headers, 'idempotency-replayed': 'true' } };
}

function hash(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);
}
