import { awscdk } from 'projen';

/**
 * The commands that must work on a bare clone. They are plain Node scripts, because `npx projen` does nothing
 * before node_modules is there.
 */
export function plainScripts(project: awscdk.AwsCdkConstructLibrary): void {
  for (const name of ['demo', 'local', 'browser', 'test', 'test:full', 'bench', 'faults', 'requirements', 'resources', 'restore-drill', 'example']) {
    project.setScript(name, `node scripts/${name.replace(':', '-')}.mjs`);
  }
}
