import type { SourceConfig } from '../../src/contract';

/** Whether objects of a key are ingested. */
export function isWatched(key: string, { prefix, suffixes }: SourceConfig): boolean {
  return key.startsWith(prefix) && (suffixes.length === 0 || suffixes.some(suffix => key.endsWith(suffix)));
}
