import type { Clients } from '../clients';
import type { Resource } from '../template';
import type { Resolve } from './resolver';

/** A property that the emulator dropped and that is set now. */
export interface CompletedSetting {
  readonly logicalId: string;
  readonly property: string;
}

/** A resource whose dropped properties are to be set. */
export interface Subject {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly resource: Resource;
  readonly clients: Clients;
  readonly resolve: Resolve;
}

/** Sets one property. `value` is the template's, with nothing left to resolve. */
export type Setting<T> = (subject: Subject, value: T) => Promise<unknown>;

/** A setting for each property of `T`, which is what the template says once nothing is left to resolve. */
export type Settings<T> = { readonly [P in keyof T]: Setting<T[P]> };

/** Sets the properties that the resource has, one after the other, because some of them lock the resource. */
export async function applySettings<T>(subject: Subject, settings: Settings<T>): Promise<CompletedSetting[]> {
  const done: CompletedSetting[] = [];
  for (const property of Object.keys(settings) as (keyof T & string)[]) {
    const value = subject.resolve(subject.resource.Properties?.[property]);
    if (value === undefined) continue;
    await settings[property](subject, value as T[typeof property]);
    done.push({ logicalId: subject.logicalId, property });
  }
  return done;
}
