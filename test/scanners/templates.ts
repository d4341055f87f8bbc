import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { operatedStack } from '../../examples/operated/stack';
import { pythonStack } from '../../examples/python-processor/stack';
import { ordersStack } from '../../examples/typescript/stack';
import { writeRelease } from '../../projenrc/release-template/main';
import { Records, ServerlessIngestApi } from '../../src';
import { regulatedStack } from '../compliance/regulated-stack';

/** What is scanned, by the name of its template: the presets, and every example that has a template of its own. */
const STACKS: Record<string, (app: App) => Stack> = {
  'standard': (app) => {
    const stack = new Stack(app, 'Standard');
    new ServerlessIngestApi(stack, 'Ingest', { records: Records.rows() });
    return stack;
  },
  'regulated': (app) => regulatedStack(app),
  'typescript': (app) => ordersStack(app),
  'operated': (app) => operatedStack(app),
  'python-processor': (app) => pythonStack(app),
};

/** Writes each template into a folder, the released one too. Returns their files. */
export function writeTemplates(folder: string): string[] {
  const files = Object.entries(STACKS).map(([name, build]) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(Template.fromStack(build(new App())).toJSON(), null, 1));
    return file;
  });
  const released = join(folder, 'released.json');
  writeRelease(join(folder, 'release'));
  copyFileSync(join(folder, 'release', 'template.json'), released);
  return [...files, released];
}
