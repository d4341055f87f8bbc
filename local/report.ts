import type { LedgerEntry } from './ingest-client';
import type { Connection, Session } from './session';

const WIDTH = 120;

/** What a person who runs the local stack has to know about it. */
export const DISCLAIMER = 'This is the sandbox preset on an emulator, over plain HTTP and without IAM: outside of the compliance promise.';

/** The object that scripts read: where everything is. Credentials are `test`/`test` unless it names others. */
export function connectionJson({ api, apiKey, endpoint, region, bucket, table, queue, deadLetterQueue, caFile, ...keys }: Connection) {
  const { accessKeyId, secretAccessKey } = keys;
  const credentials = accessKeyId === 'test' && secretAccessKey === 'test' ? {} : { accessKeyId, secretAccessKey };
  return { api, apiKey, endpoint, region, bucket, table, queue, deadLetterQueue, ...credentials, ...(caFile && { caFile }) };
}

/** Text in columns; numbers to the right. */
export function toTable(head: string[], rows: (string | number)[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => String(row[i]).length)));
  const line = (cells: (string | number)[]) => cells
    .map((cell, i) => typeof cell === 'number' ? String(cell).padStart(widths[i]) : cell.padEnd(widths[i])).join('  ').trimEnd();
  const titles = head.map((title, i) => typeof rows[0]?.[i] === 'number' ? title.padStart(widths[i]) : title);
  return [line(titles), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The ledger as a table, and what is wrong where something is. */
export function ledgerText(entries: readonly LedgerEntry[]): string {
  const rows = entries.map((entry) => [entry.key, entry.status, entry.size ?? 0, entry.rowsParsed, entry.rowsWritten, entry.rowsRejected]);
  const errors = entries.flatMap(({ key, firstError }) => firstError
    ? [`${key}, line ${firstError.line}, column ${firstError.column} (byte ${firstError.byteOffset}): ${firstError.message}`] : []);
  return [toTable(['key', 'status', 'bytes', 'parsed', 'written', 'rejected'], rows), ...errors].join('\n');
}

/** A page of rows, each on a line that fits a terminal. */
export function rowsText(key: string, page: string): string {
  const { items } = JSON.parse(page) as { items: { row: number; data: unknown }[] };
  const lines = items.map(({ row, data }) => `  ${row}  ${JSON.stringify(data)}`);
  return [`${key}:`, ...lines.map((line) => line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line)].join('\n');
}

/** Command lines that ask the API the same again. */
function curlLines({ api, apiKey, caFile }: Connection, entries: readonly LedgerEntry[]): string {
  const curl = (path: string) => `curl -s ${caFile ? `--cacert ${caFile} ` : ''}-H 'x-api-key: ${apiKey}' '${api}${path}'`;
  const id = entries.find(({ rowsWritten }) => rowsWritten > 0)?.id ?? entries[0]?.id;
  return [curl('/objects?limit=10'), ...id ? [curl(`/objects/${id}`), curl(`/objects/${id}/rows?limit=5`)] : []].join('\n');
}

/** How a person asks a stack that keeps running. */
export function askAgainText(connection: Connection, entries: readonly LedgerEntry[]): string {
  const { api, apiKey } = connection;
  return `\nThe same with curl\n\n${curlLines(connection, entries)}\n\nand in a browser, with the key ${apiKey}\n\n${api}/docs\n`;
}

/** The resources that exist on AWS and not here. */
export function leftOutText({ stack }: Session): string {
  const types = [...new Set(stack.leftOut.map(({ type }) => type))];
  return types.length === 0 ? '' : `Left out, because the emulator cannot play them: ${types.join(', ')}.`;
}
