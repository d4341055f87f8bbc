import { awscdk } from 'projen';

/** Writes the parameterised template and its assets into `dist/template/` at each build, from the construct itself. */
export function releaseTemplate(project: awscdk.AwsCdkConstructLibrary): void {
  const task = project.addTask('release-template', {
    description: 'Write dist/template/: the template, its assets, their manifest and the upload script',
    exec: 'node scripts/release-template.mjs',
  });
  project.postCompileTask.spawn(task);
  project.setScript('release-template', 'node scripts/release-template.mjs');
}
