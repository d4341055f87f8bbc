import { ApiProblem, pause } from './api.js';

/**
 * @typedef {import('./api.js').Api} Api
 * @typedef {import('./api.js').Entry} Entry
 */

const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 4000;

/**
 * A page of objects, in the order of their keys.
 *
 * @param {Api} api
 * @param {string | null} [cursor] the `nextCursor` of the page before
 * @returns {Promise<{ items: Entry[], nextCursor: string | null }>}
 */
export function listObjects(api, cursor) {
  return api.call(`/objects?${new URLSearchParams({ limit: '50', ...(cursor && { cursor }) })}`);
}

/**
 * A page of the rows of an object, in the order of its file.
 *
 * @param {Api} api
 * @param {string} id
 * @param {string | null} [cursor] the `nextCursor` of the page before
 * @returns {Promise<{ items: { row: number, data: unknown }[], nextCursor: string | null }>}
 */
export function listRows(api, id, cursor) {
  return api.call(`/objects/${id}/rows?${new URLSearchParams({ limit: '50', ...(cursor && { cursor }) })}`);
}

/**
 * Waits until an object that was just uploaded has been read, whatever came of it. Asks less and less often.
 *
 * @param {Api} api
 * @param {string} id
 * @param {AbortSignal} [signal]
 * @returns {Promise<Entry>}
 */
export async function settled(api, id, signal) {
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(LAST_PAUSE_MS, wait * 1.4)) {
    const entry = await api.call(`/objects/${id}`, { signal }).catch((error) => {
      // The bucket's event has not arrived yet.
      if (error instanceof ApiProblem && error.status === 404) return undefined;
      throw error;
    });
    if (entry && entry.status !== 'PROCESSING') return entry;
    await pause(wait, signal);
  }
}
