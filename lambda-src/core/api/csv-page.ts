import { membersOf } from '../records/json-members';

/** The column of a record that is no object. */
const VALUE = 'value';

/**
 * Records as CSV by RFC 4180 with a header: the columns are the members of all records in the order of their first appearance. A string is
 * its text, a number its digits, an object or a list its JSON text. A missing member and null are empty; an empty string is a pair of quotes.
 */
export function csvOf(records: readonly string[]): string {
  const parsed = records.map(json => membersOf(json) ?? new Map([[VALUE, json]]));
  const columns = [...new Set(parsed.flatMap(members => [...members.keys()]))];
  if (columns.length === 0) return parsed.map(() => '""\r\n').join('');
  const lines = parsed.map(members => columns.map(column => fieldOf(members.get(column))).join(','));
  // A line of one empty field would be a blank line, which readers skip.
  return [columns.map(quoted).join(','), ...lines].map(line => `${line || '""'}\r\n`).join('');
}

function fieldOf(json: string | undefined): string {
  if (json === undefined || json === 'null') return '';
  const text = json.startsWith('"') ? JSON.parse(json) as string : json;
  return text === '' ? '""' : quoted(text);
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
