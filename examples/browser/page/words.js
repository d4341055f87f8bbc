/**
 * What is said to people.
 *
 * @typedef {import('./client/api.js').Entry} Entry
 */

/** @type {Record<string, { label: string, mood: 'good' | 'bad' | 'busy' | 'calm' }>} */
export const STATUSES = {
  PROCESSING: { label: 'Being read', mood: 'busy' },
  COMMITTED: { label: 'Ready', mood: 'good' },
  EMPTY: { label: 'Empty', mood: 'calm' },
  QUARANTINED: { label: 'Set aside', mood: 'bad' },
  TOO_LARGE: { label: 'Too large', mood: 'bad' },
  ARCHIVED: { label: 'Archived', mood: 'calm' },
  FAILED: { label: 'Failed', mood: 'bad' },
  DELETED: { label: 'Deleted', mood: 'calm' },
};

/** @param {number} count @param {string} one */
export function counted(count, one) {
  return `${count.toLocaleString()} ${one}${count === 1 ? '' : 's'}`;
}

/** @param {number | null} bytes */
export function sized(bytes) {
  if (bytes === null) return '';
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toLocaleString(undefined, { maximumFractionDigits: power === 0 ? 0 : 1 })} ${units[power]}`;
}

/** @param {string | null} time */
export function timed(time) {
  return time === null ? '' : new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The name that a person gave to a file; the API puts a name of its own before it. @param {string} key */
export function nameOf(key) {
  return key.split('/').pop() || key;
}

/** What became of a file, in a sentence or two. @param {Entry} entry */
export function sentence({ status, rowsWritten, rowsRejected, firstError, error }) {
  const where = firstError && firstError.line > 0 ? `Line ${firstError.line.toLocaleString()}, column ${firstError.column.toLocaleString()}: ` : '';
  const why = firstError ? ` ${where}${firstError.message}.` : '';
  switch (status) {
    case 'PROCESSING': return 'It is being read.';
    case 'COMMITTED': return `${counted(rowsWritten, 'row')}${rowsRejected > 0 ? `, and ${counted(rowsRejected, 'record')} that could not be read.${why}` : '.'}`;
    case 'EMPTY': return 'There is no record in it.';
    case 'QUARANTINED': return `None of its rows show, because it could not be read.${why} Mend the file and upload it again.`;
    case 'TOO_LARGE': return `It is too large to be read in one go.${why}`;
    case 'ARCHIVED': return 'It is archived, and will be read once it is restored.';
    case 'DELETED': return 'It was deleted, and its rows with it.';
    default: return `It could not be read, and somebody was told.${error ? ` ${error}.` : ''}`;
  }
}

/** What a person can do about a problem. @param {number} status */
export function advice(status) {
  if (status === 0) return 'Check the address under “Connection”, that the API is up, and that its cors option names this page’s origin.';
  if (status === 401 || status === 403) return 'Check the address and the key under “Connection”.';
  if (status === 410) return 'The file has changed since. Open it again.';
  if (status === 429 || status >= 500) return 'Wait a moment, then try again.';
  return '';
}
