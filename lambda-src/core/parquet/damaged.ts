/** The bytes are not what they say they are. Turned into an unreadable file by who knows the place. */
export class DamagedParquet extends Error {}

/** Runs what reads nothing but bytes at hand: decoders fail in whatever way their code happens to, out of range or not a function. */
export function decoding<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedParquet) throw error;
    throw new DamagedParquet(error instanceof Error ? error.message : String(error));
  }
}
