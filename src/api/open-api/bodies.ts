import { Schema } from './schema';
import { FINAL_STATUSES, JobKind, MAX_POST_BYTES, SourceConfig, Status, UploadsConfig } from '../../contract';
import type { Operation } from '../routes';

type Limits = { readonly source: SourceConfig; readonly uploads: UploadsConfig };

/** What only the stack knows about the body of an operation, added to the schema of the route table. */
export function refineBody(operation: Operation, body: Schema, limits: Limits): Schema {
  const properties = body.properties as Record<string, Schema>;
  const file = { ...properties, ...refineFile(properties, limits) };
  const { maxBytes, checksum } = limits.uploads;
  switch (operation) {
    case 'createUpload': {
      const size = { ...file.size, maximum: Math.min(maxBytes, MAX_POST_BYTES) };
      if (!checksum) return { ...body, properties: { ...file, size } };
      const sums = (file.checksum.anyOf as Schema[]).filter((sum) => JSON.stringify(sum).includes(`"${checksum}"`));
      return { ...body, required: [...body.required as string[], 'checksum'], properties: { ...file, size, checksum: sums[0] } };
    }
    case 'createMultipartUpload': {
      const checksumAlgorithm = { ...file.checksumAlgorithm, ...(checksum && { enum: [checksum] }) };
      return { ...body, properties: { ...file, size: { ...file.size, maximum: maxBytes }, checksumAlgorithm } };
    }
    case 'createJob': return { oneOf: Object.entries(JOB_FILTERS).map(([kind, filters]) => jobOf(kind, filters, body)) };
    default: return body;
  }
}

function refineFile({ fileName }: Record<string, Schema>, { source: { suffixes } }: Limits): Record<string, Schema> {
  if (!fileName || suffixes.length === 0) return {};
  const pattern = `(${suffixes.map((suffix) => suffix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`;
  return { fileName: { allOf: [fileName, { pattern }] } };
}

/** What each kind of job can be narrowed by, beside what all of them have. */
const JOB_FILTERS: Record<JobKind, readonly string[]> = {
  replay: ['status', 'since', 'until'],
  reconcile: ['since', 'until'],
  backfill: ['since', 'until', 'distributed', 'manifest'],
  sweep: [],
  redrive: [],
};
const TIME: Schema = { type: 'string', anyOf: [{ format: 'date' }, { format: 'date-time' }] };

function jobOf(kind: string, filters: readonly string[], body: Schema): Schema {
  const { prefix, max, dryRun } = body.properties as Record<string, Schema>;
  const known: Record<string, Schema> = {
    status: { type: 'string', enum: [Status.PROCESSING, ...FINAL_STATUSES] },
    since: { ...TIME, description: 'Earlier than `until`' },
    until: { ...TIME, description: 'Later than `since`' },
    distributed: { type: 'boolean', description: 'Whether Step Functions goes through the bucket' },
    manifest: { type: 'string', minLength: 1, maxLength: 1024, description: 'With `distributed` over an inventory: key of its `manifest.json`' },
  };
  const narrowed = Object.fromEntries(filters.map((name) => [name, known[name]]));
  return { ...body, properties: { kind: { type: 'string', const: kind }, prefix, ...narrowed, max, dryRun } };
}
