import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator } from './emulator';

/** What a role asked for, and whether it was let. */
export interface Decision {
  /** ARN of the role's session: its last two segments are the names of the role and of the session. */
  readonly principal: string;
  /** IAM's name of the action, such as `s3:GetObject`. */
  readonly action: string;
  /** ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  readonly allowed: boolean;
}

/** What the roles of an emulator that enforces IAM policies have asked for so far, in order. */
export function decisionsOf({ directory }: Emulator): Decision[] {
  const lines = readFileSync(join(directory, 'decisions.ndjson'), 'utf8').split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Decision);
}
