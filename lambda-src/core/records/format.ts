import { type Packing, unreadableStart } from './magic';
import type { FormatConfig } from '../../../src/contract';

type Shape = { readonly kind: 'csv'; readonly delimiter?: string } | { readonly kind: 'ndjson' } | { readonly kind: 'json' }
  | { readonly kind: 'parquet'; readonly flatten: boolean };

/** The format that an object is read in. */
export type ResolvedFormat = Shape & {
  /** How its name, content type or content encoding says that it is packed. */
  readonly packing?: Packing;
};

/** What an object says about its format. */
export interface Described {
  readonly key: string;
  readonly contentType: string | null;
  readonly contentEncoding?: string | null;
}

const CSV: Shape = { kind: 'csv' };
const TSV: Shape = { kind: 'csv', delimiter: '\t' };
const NDJSON: Shape = { kind: 'ndjson' };
const JSON_DOCUMENT: Shape = { kind: 'json' };
const PARQUET: Shape = { kind: 'parquet', flatten: false };

const BY_EXTENSION = new Map<string, Shape>([
  ['csv', CSV], ['tsv', TSV], ['tab', TSV],
  ['ndjson', NDJSON], ['jsonl', NDJSON], ['ldjson', NDJSON],
  ['json', JSON_DOCUMENT], ['geojson', JSON_DOCUMENT],
  ['parquet', PARQUET], ['pq', PARQUET],
]);

const BY_TYPE = new Map<string, Shape>([
  ['text/csv', CSV], ['application/csv', CSV], ['text/tab-separated-values', TSV],
  ['application/x-ndjson', NDJSON], ['application/ndjson', NDJSON], ['application/jsonl', NDJSON], ['application/x-jsonlines', NDJSON],
  ['application/json', JSON_DOCUMENT],
  ['application/vnd.apache.parquet', PARQUET], ['application/x-parquet', PARQUET], ['application/parquet', PARQUET],
]);

const PACKED_NAME = /\.(?:(gz|gzip)|zst|zstd)$/i;
const PACKINGS: { readonly packing: Packing; readonly types: readonly string[]; readonly encodings: readonly string[] }[] = [
  { packing: 'gzip', types: ['application/gzip', 'application/x-gzip'], encodings: ['gzip', 'x-gzip'] },
  { packing: 'zstd', types: ['application/zstd', 'application/x-zstd'], encodings: ['zstd', 'x-zstd'] },
];

/**
 * The format of an object: what was configured, else what its extension says (that of compression aside), else its content type.
 *
 * @throws UnreadableFile where none of them says
 */
export function resolveFormat(config: FormatConfig, object: Described): ResolvedFormat {
  const type = mediaType(object.contentType);
  const packing = promisedPacking(object, type);
  const shape = config.kind === 'detect' ? detect(object, type) : shapeOf(config.kind);
  if (shape.kind === 'parquet') return parquet(config, packing);
  if (shape.kind === 'csv' && config.delimiter !== undefined) return { kind: 'csv', delimiter: config.delimiter, packing };
  return { ...shape, packing };
}

function shapeOf(kind: Exclude<FormatConfig['kind'], 'detect'>): Shape {
  return kind === 'parquet' ? PARQUET : { kind };
}

/** @throws UnreadableFile where it is packed as a whole: then its end cannot be read first */
function parquet({ flatten = false }: FormatConfig, packing: Packing | undefined): ResolvedFormat {
  if (packing) throw unreadableStart(`the object is Parquet and called ${packing}: Parquet is compressed inside, upload it as it is`);
  return { kind: 'parquet', flatten };
}

function promisedPacking(object: Described, type: string): Packing | undefined {
  const name = PACKED_NAME.exec(object.key);
  if (name) return name[1] === undefined ? 'zstd' : 'gzip';
  const names = encodings(object.contentEncoding);
  return PACKINGS.find(({ types, encodings: known }) => types.includes(type) || names.some(one => known.includes(one)))?.packing;
}

function detect(object: Described, type: string): Shape {
  const extension = /\.([^./]+)$/.exec(object.key.replace(PACKED_NAME, ''))?.[1].toLowerCase() ?? '';
  const shape = BY_EXTENSION.get(extension) ?? BY_TYPE.get(type) ?? (type.endsWith('+json') ? JSON_DOCUMENT : undefined);
  if (shape) return shape;
  const seen = object.contentType === null ? 'no content type' : `content type ${JSON.stringify(object.contentType)}`;
  throw unreadableStart(`neither the key ${JSON.stringify(object.key)} nor ${seen} tells the format: `
    + 'end the key with .csv, .tsv, .ndjson, .jsonl, .json or .parquet, or set the records\' format');
}

function mediaType(contentType: string | null): string {
  return (contentType ?? '').split(';')[0].trim().toLowerCase();
}

function encodings(contentEncoding: string | null | undefined): string[] {
  return (contentEncoding ?? '').split(',').map(name => name.trim().toLowerCase());
}
