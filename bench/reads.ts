import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Child } from './child';
import { environment } from './invocation';
import { entryOf, OBJECTS } from './ledger';
import { objectEvent } from './object-event';
import type { StubProcess } from './stub-process';
import { type AccessConfig, Env, type UploadsConfig } from '../src/contract';

/** How often an object is read. */
export interface Reads {
  /** Requests before the measured ones, which compile the handler. */
  readonly warmUp: number;
  /** Requests that are measured. */
  readonly requests: number;
}

interface Served {
  readonly answers: readonly { readonly statusCode: number; readonly body: string }[];
  readonly cpuMicroseconds: number;
}

/** The environment of the API's process: that of the ingest and what only the API reads. */
export function apiEnvironment(endpoint: string): NodeJS.ProcessEnv {
  const access: AccessConfig = { authorization: { kind: 'iam' } };
  const uploads: UploadsConfig = { maxBytes: 1_000_000, expiresSeconds: 300 };
  return { ...environment(endpoint), [Env.ACCESS]: JSON.stringify(access), [Env.UPLOADS]: JSON.stringify(uploads) };
}

/**
 * Lets a bundled handler answer `GET /objects/{id}` in a fresh process, one request after another, and returns the CPU time of a request
 * in microseconds. Throws where any answer differs from what the stub holds.
 */
export async function read(bundle: string, { warmUp, requests }: Reads, stub: StubProcess, env: NodeJS.ProcessEnv = {}): Promise<number> {
  const entries = Array.from({ length: OBJECTS }, (_, n) => entryOf(n));
  const events = entries.map(({ id }) => objectEvent(id));
  const child = new Child(join(__dirname, 'serve.mjs'), [bundle], { execArgv: [], env: { ...apiEnvironment(stub.endpoint), ...env } });
  const { answers, cpuMicroseconds } = await Promise.race([child.ask<Served>({ events, warmUp, requests }), stub.ended]).catch((error: unknown) => {
    child.stop();
    throw error;
  });
  const wrong = answers.findIndex(({ statusCode, body }, i) => statusCode !== 200 || !isDeepStrictEqual(JSON.parse(body), entries[i % OBJECTS]));
  if (wrong >= 0 || answers.length !== warmUp + requests) {
    throw new Error(`${bundle} got it wrong: ${answers.length} answers came of ${warmUp + requests}, and the first wrong one `
      + `is number ${wrong + 1}: ${JSON.stringify(answers[wrong])?.slice(0, 500)}`);
  }
  return cpuMicroseconds;
}
