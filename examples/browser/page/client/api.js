/**
 * The API as a page calls it, without any library.
 *
 * @typedef {{ line: number, column: number, byteOffset: number, message: string }} RecordError
 * @typedef {{ id: string, key: string, status: string, rowsWritten: number, rowsRejected: number, size: number | null, committedAt: string | null,
 *   firstError: RecordError | null, error?: string | null }} Entry
 * @typedef {{ method?: 'GET' | 'POST' | 'DELETE', body?: unknown, once?: boolean, signal?: AbortSignal }} Call
 */

const ATTEMPTS = 4;

/** What went wrong: problem details as RFC 9457 has them, from the API or from the gateway before it. The status is 0 where no answer could be read. */
export class ApiProblem extends Error {
  /**
   * @param {number} status
   * @param {{ title?: string, detail?: string, requestId?: string }} [problem]
   */
  constructor(status, { title = '', detail = '', requestId } = {}) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.requestId = requestId;
  }
}

/** The problem of a request that got no answer, or one that this page may not read: browsers do not tell the two apart. */
export function noAnswer() {
  return new ApiProblem(0, { title: 'No answer', detail: 'nothing answers there, or it does not let this page read its answers' });
}

/**
 * Numbers that JavaScript would change stay the digits that they are.
 *
 * @param {string} _key
 * @param {unknown} value
 * @param {{ source?: string }} [context] browsers that do not have it read numbers as ever
 */
function exactly(_key, value, context) {
  return typeof value === 'number' && context?.source !== undefined && String(value) !== context.source ? context.source : value;
}

/** An API under its base address. */
export class Api {
  /**
   * @param {string} base its address with the stage
   * @param {Record<string, string>} headers by which it knows its callers: `x-api-key`, or `authorization`
   */
  constructor(base, headers) {
    this.base = base.trim().replace(/\/+$/, '');
    this.headers = headers;
  }

  /**
   * The body of an answer. Tries again where the API asks for that and nothing could be done twice.
   *
   * @param {string} path from the base on
   * @param {Call} [call] `once`: told by an `Idempotency-Key`, so that it may be tried again
   * @returns {Promise<any>}
   */
  async call(path, { method = 'GET', body, once = false, signal } = {}) {
    const headers = {
      ...this.headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(once && { 'idempotency-key': crypto.randomUUID() }),
    };
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(`${this.base}${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal })
        .catch((error) => { throw signal?.aborted ? error : noAnswer(); });
      const text = await answer.text();
      if (answer.ok) return JSON.parse(text, exactly);
      const isWorthIt = (answer.status === 429 || answer.status === 503) && (method === 'GET' || once) && attempt < ATTEMPTS;
      if (!isWorthIt) throw problemOf(answer, text);
      await pause(1000 * Math.min(5, Number(answer.headers.get('retry-after')) || attempt), signal);
    }
  }
}

/**
 * @param {Response} answer
 * @param {string} text
 */
function problemOf({ status }, text) {
  try {
    return new ApiProblem(status, JSON.parse(text));
  } catch {
    return new ApiProblem(status, { title: `Status ${status}`, detail: 'the answer is not one of the API: check its address' });
  }
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}
