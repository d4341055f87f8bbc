import { ApiProblem, pause } from './api.js';
import { send } from './send.js';

const AT_ONCE = 3;
const ATTEMPTS = 3;

/**
 * Uploads a file in parts, some at a time, each signed just before it is sent, because a signature lives for minutes. Where it is given up, what has
 * arrived is deleted.
 *
 * @param {import('./api.js').Api} api
 * @param {File} file
 * @param {{ fileName: string, contentType: string, size: number }} described
 * @param {import('./upload.js').Options} options
 * @returns {Promise<{ id: string, key: string }>}
 */
export async function uploadInParts(api, file, described, { onProgress, signal }) {
  const { id, key, partSize, partCount } = await api.call('/multipart-uploads', { method: 'POST', body: described, once: true, signal });
  const path = `/multipart-uploads/${id}`;
  // One part that fails stops the others.
  const stop = new AbortController();
  signal?.addEventListener('abort', () => stop.abort(signal.reason), { once: true });
  const sent = new Array(partCount).fill(0);
  let next = 0;

  const work = async () => {
    for (let part = next++; part < partCount; part = next++) {
      const index = part;
      await sendPart(api, path, index + 1, file.slice(index * partSize, (index + 1) * partSize), stop.signal, (bytes) => {
        sent[index] = bytes;
        onProgress?.(sent.reduce((sum, one) => sum + one, 0));
      });
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await api.call(`${path}/completion`, { method: 'POST', body: {}, once: true, signal });
    return { id, key };
  } catch (error) {
    stop.abort(error);
    await api.call(path, { method: 'DELETE' }).catch(() => undefined);
    throw error;
  }
}

/**
 * @param {import('./api.js').Api} api
 * @param {string} path of the upload
 * @param {number} partNumber
 * @param {Blob} body
 * @param {AbortSignal} signal
 * @param {(bytes: number) => void} onSent
 */
async function sendPart(api, path, partNumber, body, signal, onSent) {
  for (let attempt = 1; ; attempt++) {
    try {
      const { parts: [{ url, headers }] } = await api.call(`${path}/parts`, { method: 'POST', body: { parts: [{ partNumber }] }, signal });
      return await send(url, { method: 'PUT', body, headers, signal, onSent });
    } catch (error) {
      const mayPass = error instanceof ApiProblem && (error.status === 0 || error.status === 429 || error.status >= 500);
      if (signal.aborted || !mayPass || attempt === ATTEMPTS) throw error;
      onSent(0);
      await pause(1000 * attempt, signal);
    }
  }
}
