import type { Dice } from './dice';

/** Items by table, as BatchWriteItem takes them and gives them back. */
export type Rest = Record<string, unknown[]>;

/** A BatchWriteItem without some of its items, and those. */
export function leaveSome(body: Buffer, dice: Dice): { sent: Buffer; left: Rest } {
  const { RequestItems: tables, ...request } = JSON.parse(body.toString()) as { RequestItems: Rest };
  const [[table, items]] = Object.entries(tables);
  // One of them must be sent: an empty batch is an error of its own.
  const kept = items.filter((_, index) => index === 0 || dice.chance(0.5));
  const left = items.filter((item) => !kept.includes(item));
  return { sent: Buffer.from(JSON.stringify({ ...request, RequestItems: { [table]: kept } })), left: left.length > 0 ? { [table]: left } : {} };
}
