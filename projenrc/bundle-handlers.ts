import { awscdk } from 'projen';

/**
 * Bundles every folder of `lambda-src/` that has an `index.ts` beside a `handler` marker into `assets/<name>/index.mjs`
 * before the library is compiled. The assets travel in the npm tarball, and so in the wheel, the jar and the Go module:
 * a consumer needs neither esbuild nor Docker.
 */
export function bundleHandlers(project: awscdk.AwsCdkConstructLibrary): void {
  const bundle = project.addTask('bundle:handlers', {
    description: 'Bundle lambda-src/ into assets/',
    exec: 'node scripts/bundle-handlers.mjs',
  });
  project.preCompileTask.spawn(bundle);
  project.gitignore.exclude('/assets/');
  project.npmignore?.include('/assets/');
}
