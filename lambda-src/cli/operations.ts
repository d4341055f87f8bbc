/** A command that works on the account itself: reads its options, and returns the exit code. */
export type Operation = (args: readonly string[]) => Promise<number>;

/** The operating commands by name. Each is loaded when it is asked for, and the SDK's clients with it. */
export const OPERATIONS: ReadonlyMap<string, () => Promise<Operation>> = new Map([
  ['retained', async () => (await import('./retained/index.js')).retained],
  ['restore-drill', async () => (await import('./restore-drill/index.js')).restoreDrill],
  ['quotas', async () => (await import('./quotas/index.js')).quotas],
  ['encryption', async () => (await import('./encryption/index.js')).encryption],
]);
