import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { releaseStack } from './stack';
import { ReleaseSynthesizer } from './synthesizer';
import { zipDirectory } from '../../local/zip';

/** Writes the template, its assets, their manifest and the script that uploads them into a folder. */
export function writeRelease(folder: string): void {
  const assembly = mkdtempSync(join(tmpdir(), 'serverless-ingest-api-release-'));
  try {
    const app = new App({ outdir: assembly, analyticsReporting: false, context: { 'aws:cdk:disable-metadata': true } });
    const synthesizer = new ReleaseSynthesizer();
    const { templateFile } = releaseStack(app, synthesizer);
    app.synth();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'assets'), { recursive: true });
    const assets = [...synthesizer.assets.values()].sort((a, b) => a.name < b.name ? -1 : 1);
    for (const { path, isFolder, name } of assets) {
      writeFileSync(join(folder, 'assets', name), isFolder ? zipDirectory(join(assembly, path)) : readFileSync(join(assembly, path)));
    }
    writeFileSync(join(folder, 'template.json'), `${readFileSync(join(assembly, templateFile), 'utf8').trim()}\n`);
    const manifest = { version: 1, template: 'template.json', prefix: 'serverless-ingest-api/', assets: assets.map(({ name }) => name) };
    writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    copyFileSync(join(__dirname, '..', '..', 'scripts', 'upload-release.mjs'), join(folder, 'upload.mjs'));
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
}

if (require.main === module) writeRelease(join(__dirname, '..', '..', 'dist', 'template'));
