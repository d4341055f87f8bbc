import { Schema } from './schema';
import type { SourceConfig, UploadsConfig } from '../../contract';
import type { Operation } from '../routes';

type Limits = { readonly source: SourceConfig; readonly uploads: UploadsConfig };

/** What only the stack knows about the body of an operation, added to the schema of the route table. */
export function refineBody(operation: Operation, body: Schema, { source, uploads }: Limits): Schema {
  const properties = body.properties as Record<string, Schema>;
  if (operation !== 'createUpload') return body;
  return {
    ...body,
    properties: {
      ...properties,
      fileName: source.suffixes.length === 0 ? properties.fileName : {
        allOf: [properties.fileName, { pattern: `(${source.suffixes.map((suffix) => suffix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$` }],
      },
      size: { ...properties.size, maximum: uploads.maxBytes },
    },
  };
}
