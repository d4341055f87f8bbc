import type { Block } from './merge-templates';

/** Parameters that change a function and not its code. */
const OF_FUNCTIONS = [
  'Stage', 'Prefix', 'Suffix', 'Records', 'Timeout', 'MemorySize', 'ApiTimeout', 'ApiMemorySize', 'Authorization', 'LogLevel', 'Tracing',
];

/** A function's version is what its parameters make it: another value is another description, and a description is only changed by a new version. */
export function releaseVersions(resources: Record<string, Block>): void {
  for (const resource of Object.values(resources)) {
    if (resource.Type !== 'AWS::Lambda::Version') continue;
    resource.Properties = { ...resource.Properties as Block, Description: { 'Fn::Join': [' ', OF_FUNCTIONS.map((name) => ({ Ref: name }))] } };
  }
}
