import { Schema } from './schema';
import { MAX_POST_BYTES, SourceConfig, UploadsConfig } from '../../contract';
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
    default: return body;
  }
}

function refineFile({ fileName }: Record<string, Schema>, { source: { suffixes } }: Limits): Record<string, Schema> {
  if (!fileName || suffixes.length === 0) return {};
  const pattern = `(${suffixes.map((suffix) => suffix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`;
  return { fileName: { allOf: [fileName, { pattern }] } };
}
