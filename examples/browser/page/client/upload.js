import { send } from './send.js';
import { uploadInParts } from './parts.js';

/**
 * @typedef {import('./api.js').Api} Api
 * @typedef {{ onProgress?: (bytes: number) => void, signal?: AbortSignal }} Options
 */

/** From here on a file goes in parts, each of which can be sent again by itself. */
export const PARTS_FROM = 16 * 1024 ** 2;

/** Browsers name the types of few data files, and of CSV on Windows a wrong one. */
const TYPES = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
  gz: 'application/gzip',
  zst: 'application/zstd',
};

/** @param {File} file */
function contentTypeOf({ name, type }) {
  const ending = /** @type {keyof typeof TYPES} */ (name.split('.').pop()?.toLowerCase());
  return TYPES[ending] ?? (type || 'application/octet-stream');
}

/**
 * Uploads a file. Its bytes go to the bucket and never through the API.
 *
 * @param {Api} api
 * @param {File} file
 * @param {Options} [options]
 * @returns {Promise<{ id: string, key: string }>} the object that the file becomes
 */
export async function upload(api, file, options = {}) {
  const described = { fileName: file.name, contentType: contentTypeOf(file), size: file.size };
  if (file.size >= PARTS_FROM) return uploadInParts(api, file, described, options);
  const { id, key, url, fields } = await api.call('/uploads', { method: 'POST', body: described, once: true, signal: options.signal });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  form.append('file', file);
  await send(url, { method: 'POST', body: form, signal: options.signal, onSent: (bytes) => options.onProgress?.(Math.min(bytes, file.size)) });
  return { id, key };
}
