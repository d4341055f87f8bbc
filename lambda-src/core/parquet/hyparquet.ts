/** A place in bytes that moves on as they are read. */
export interface ByteReader {
  readonly view: DataView;
  offset: number;
}

/** Values of one physical type. */
export type Values = ArrayLike<unknown>;

/** What is used of hyparquet: the metadata and the encodings of values. Levels, pages and codecs are read here, within limits. */
export async function loadHyparquet() {
  const { parquetMetadata } = await import('hyparquet/src/metadata.js');
  const { parquetHeader } = await import('hyparquet/src/column.js');
  const { readPlain } = await import('hyparquet/src/plain.js');
  const { deltaBinaryUnpack } = await import('hyparquet/src/delta.js');
  const { byteStreamSplit } = await import('hyparquet/src/encoding.js');
  const { snappyUncompress } = await import('hyparquet/src/snappy.js');
  return { parquetMetadata, parquetHeader, readPlain, deltaBinaryUnpack, byteStreamSplit, snappyUncompress };
}

export type Hyparquet = Awaited<ReturnType<typeof loadHyparquet>>;
/** What the end of a file says about it. */
export type FileMetadata = ReturnType<Hyparquet['parquetMetadata']>;
export type ColumnMetadata = NonNullable<FileMetadata['row_groups'][number]['columns'][number]['meta_data']>;
export type SchemaElement = FileMetadata['schema'][number];
export type PageHeader = ReturnType<Hyparquet['parquetHeader']>;

/** Reads a stretch of bytes from its start. */
export function readerOf(bytes: Uint8Array): ByteReader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}
