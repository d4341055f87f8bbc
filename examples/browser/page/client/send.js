import { ApiProblem, noAnswer } from './api.js';

/**
 * Sends a body straight to the bucket. By XMLHttpRequest, because `fetch` does not tell how much has left.
 *
 * @param {string} url
 * @param {{ method: 'POST' | 'PUT', body: Blob | FormData, headers?: Record<string, string>, signal?: AbortSignal, onSent?: (bytes: number) => void }} request
 * @returns {Promise<void>}
 */
export function send(url, { method, body, headers = {}, signal, onSent }) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    const abort = () => { request.abort(); reject(signal?.reason); };
    signal?.addEventListener('abort', abort, { once: true });
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onSent?.(loaded);
    request.onerror = () => reject(noAnswer());
    request.onload = () => request.status < 300 ? resolve() : reject(refusal(request));
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    request.send(body);
  });
}

/** @param {XMLHttpRequest} request S3 says in XML why it refuses */
function refusal({ status, responseText }) {
  const said = new DOMParser().parseFromString(responseText, 'text/xml').querySelector('Message')?.textContent;
  return new ApiProblem(status, { title: 'The bucket refused the file', detail: said ?? `the bucket answered with ${status}` });
}
