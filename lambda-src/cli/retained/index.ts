import { findRetained, kindsOf, type Retained } from './find';
import type { Kind } from './kind';
import { awsAccess } from '../aws';
import { COMMON, FLAG, readOptions, required, TEXT } from '../options';
import { columns, confirm, note, say } from '../output';
import { Progress } from '../progress';

/** Lists what a deleted stack left behind and, once that is confirmed, removes it. */
export async function retained(args: readonly string[]): Promise<number> {
  const { stack, region, json, delete: remove = false, yes = false } = readOptions(args, { ...COMMON, stack: TEXT, delete: FLAG, yes: FLAG });
  const name = required('stack', stack);
  const access = await awsAccess(region);
  const kinds = kindsOf(access);
  const progress = new Progress();
  try {
    const found = (await findRetained(access, name, kinds, progress)).filter(({ fate }) => fate !== 'gone');
    progress.end();
    const left = found.filter(({ fate }) => fate === 'left').sort(inOrderOf(kinds));
    if (!json) say(listText(name, found, remove));
    if (!remove || left.length === 0) return ended({ json, name, found, removed: [], failed: [] });
    if (!yes) await confirm(`${left.length} resources and all that they hold will be gone;`, name);
    return ended({ json, name, found, ...await removeAll(left, kinds, progress) });
  } finally {
    progress.end();
  }
}

interface Removal {
  readonly removed: Retained[];
  readonly failed: { readonly resource: Retained; readonly why: string }[];
}

async function removeAll(left: readonly Retained[], kinds: ReadonlyMap<string, Kind>, progress: Progress): Promise<Removal> {
  const removal: Removal = { removed: [], failed: [] };
  for (const [done, resource] of left.entries()) {
    let parts = 0;
    const show = () => progress.show(`removing, ${parts} parts gone`, done, left.length);
    show();
    try {
      await kinds.get(resource.type)?.remove(resource.physicalId, (gone) => {
        parts += gone;
        show();
      });
      removal.removed.push(resource);
    } catch (error) {
      removal.failed.push({ resource, why: error instanceof Error ? error.message : String(error) });
    }
  }
  progress.end();
  return removal;
}

function ended({ json, name, found, removed, failed }: Removal & { json?: boolean; name: string; found: readonly Retained[] }): number {
  const failures = failed.map(({ resource, why }) => ({ physicalId: resource.physicalId, why }));
  if (json) say(JSON.stringify({ stack: name, resources: found, removed: removed.map(({ physicalId }) => physicalId), failed: failures }));
  else if (removed.length > 0) say(`${removed.length} removed`);
  for (const { physicalId, why } of failures) note(`${physicalId} is still there: ${why}`);
  return failed.length === 0 ? 0 : 1;
}

function listText(name: string, found: readonly Retained[], remove: boolean): string {
  if (found.length === 0) return `${name} left nothing behind`;
  const left = found.filter(({ fate }) => fate === 'left').length;
  const hint = remove || left === 0 ? '' : ': nothing was done, --delete removes it';
  return `${columns(found.map(({ type, physicalId, fate, about }) => [type, physicalId, `${fate === 'left' ? '' : 'not touched: '}${about}`]))}\n`
    + `${name} left ${left} resources behind${hint}`;
}

function inOrderOf(kinds: ReadonlyMap<string, Kind>) {
  const order = [...kinds.keys()];
  return (a: Retained, b: Retained) => order.indexOf(a.type) - order.indexOf(b.type);
}
