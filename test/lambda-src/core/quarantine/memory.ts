import { MIN_PIECE_BYTES, type ObjectUpload, type QuarantineStore } from '../../../../lambda-src/core/ports';

/** A quarantine in memory, with S3's rule for pieces. */
export class MemoryQuarantine implements QuarantineStore {
  readonly bucket = 'quarantine';
  /** Complete objects, by key. */
  readonly objects = new Map<string, Buffer>();
  /** Keys of uploads that have pieces and are neither complete nor aborted. */
  readonly open = new Set<string>();
  /** The largest piece that came. */
  largest = 0;

  constructor(readonly prefix = 'rejected/') {}

  upload(key: string): ObjectUpload {
    const pieces: Buffer[] = [];
    const keep = (piece: Buffer): void => {
      pieces.push(piece);
      this.largest = Math.max(this.largest, piece.length);
    };
    return {
      add: async (piece) => {
        if (piece.length < MIN_PIECE_BYTES) throw new Error(`a piece of ${piece.length} bytes is too small`);
        this.open.add(key);
        keep(piece);
      },
      complete: async (rest) => {
        keep(rest);
        this.open.delete(key);
        this.objects.set(key, Buffer.concat(pieces));
      },
      abort: async () => void this.open.delete(key),
    };
  }
}

/** The lines of an object of rejected records. */
export function linesOf(object: Buffer | undefined): Record<string, unknown>[] {
  return (object?.toString() ?? '').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
}
