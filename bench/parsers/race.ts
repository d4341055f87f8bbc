import { Corpus } from '../corpus';

/** One way of reading CSV. */
export interface Parser<T> {
  /** Hands over each record under the header row. */
  read(chunks: Iterable<Buffer>, take: (row: T) => void): Promise<void> | void;
  /** Whether a record is row `n` of the corpus. */
  isRow(row: T, n: number, corpus: Corpus): boolean;
}

/** Bytes of a chunk: what a socket brings at once. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads a corpus from memory again and again, in a process of its own; arguments are its bytes and the number of passes. The
 * first pass compares each row and warms up. Sends the bytes per CPU-second of the median pass to the parent.
 */
export async function race<T>(parser: Parser<T>): Promise<void> {
  const [bytes, passes] = process.argv.slice(2).map(Number);
  const corpus = Corpus.ofBytes(bytes);
  const chunks = chunksOf(Buffer.concat([...corpus.read()]));
  const count = async (compare: boolean): Promise<void> => {
    let n = 0;
    await parser.read(chunks, (row) => {
      n++;
      if (compare && !parser.isRow(row, n, corpus)) throw new Error(`row ${n} is wrong: ${JSON.stringify(row)}`);
    });
    if (n !== corpus.rows) throw new Error(`${n} rows came of ${corpus.rows}`);
  };
  await count(true);
  const rates: number[] = [];
  for (let pass = 0; pass < passes; pass++) {
    const before = process.cpuUsage();
    await count(false);
    const { user, system } = process.cpuUsage(before);
    rates.push(corpus.bytes / ((user + system) / 1e6));
  }
  process.send?.({ bytesPerCpuSecond: rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)] }, () => process.exit());
}

function chunksOf(bytes: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, i) => bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES));
}
