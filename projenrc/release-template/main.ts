import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { BASE, Choices, VARIANTS } from './choices';
import { mergeTemplates, Template } from './merge-templates';
import { releaseStack } from './stack';
import { ReleasedAsset, ReleaseSynthesizer } from './synthesizer';
import { unjudged } from '../../local/stack';
import { zipDirectory } from '../../local/zip';

/** The template of one set of choices. Its assets are handed over while they are there. */
export function synthesizeChoices(choices: Choices, onAsset: (asset: ReleasedAsset, folder: string) => void = () => undefined): Template {
  const assembly = mkdtempSync(join(tmpdir(), 'serverless-ingest-api-release-'));
  try {
    const app = new App({ outdir: assembly, analyticsReporting: false, context: { 'aws:cdk:disable-metadata': true } });
    const synthesizer = new ReleaseSynthesizer();
    const { templateFile } = releaseStack(app, synthesizer, choices);
    unjudged(() => app.synth());
    for (const asset of synthesizer.assets.values()) onAsset(asset, assembly);
    return JSON.parse(readFileSync(join(assembly, templateFile), 'utf8')) as Template;
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
}

/** Writes the template, its assets, their manifest and the script that uploads them into a folder. */
export function writeRelease(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const assets = new Set<string>();
  const keep = ({ path, isFolder, name }: ReleasedAsset, assembly: string) => {
    if (assets.has(name)) return;
    assets.add(name);
    writeFileSync(join(folder, 'assets', name), isFolder ? zipDirectory(join(assembly, path)) : readFileSync(join(assembly, path)));
  };
  const base = synthesizeChoices(BASE, keep);
  const variants = VARIANTS.map((variant) => ({ ...variant, template: synthesizeChoices({ ...BASE, ...variant.choices }, keep) }));
  writeFileSync(join(folder, 'template.json'), `${JSON.stringify(mergeTemplates(base, variants), null, 1)}\n`);
  const manifest = { version: 1, template: 'template.json', prefix: 'serverless-ingest-api/', assets: [...assets].sort() };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(__dirname, '..', '..', 'scripts', 'upload-release.mjs'), join(folder, 'upload.mjs'));
}

if (require.main === module) writeRelease(join(__dirname, '..', '..', 'dist', 'template'));
