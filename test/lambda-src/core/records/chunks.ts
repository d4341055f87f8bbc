import fc from 'fast-check';

/** A whole number below the number of sides. */
export type Dice = (sides: number) => number;

/** Dice whose throws shrink. */
export const dice: fc.Arbitrary<Dice> = fc.infiniteStream(fc.nat()).map(stream => sides => stream.next().value % sides);

/** Cuts a file at random places. */
export function cut(file: Buffer, throwDice: Dice): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < file.length;) {
    const size = 1 + throwDice(1 + throwDice(60));
    chunks.push(file.subarray(at, at += size));
  }
  return chunks;
}

/** How often a property is tried: few times by default, as often as `CASES` says in the full test. */
export function cases(usual: number): { numRuns: number } {
  return { numRuns: Number(process.env.CASES ?? usual) };
}
