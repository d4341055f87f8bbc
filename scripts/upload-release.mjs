/**
 * Puts the assets of the released template into a bucket of yours, by the AWS CLI and its credentials:
 * `node upload.mjs --bucket <bucket> [--prefix serverless-ingest-api/] [--endpoint-url <url>]`
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const folder = dirname(fileURLToPath(import.meta.url));
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
const { values } = parseArgs({ options: { 'bucket': { type: 'string' }, 'prefix': { type: 'string', default: manifest.prefix }, 'endpoint-url': { type: 'string' } } });

function giveUp(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

if (!values.bucket) giveUp('name the bucket that the assets go into: node upload.mjs --bucket <bucket>');
for (const name of manifest.assets) {
  const args = ['s3', 'cp', '--only-show-errors', join(folder, 'assets', name), `s3://${values.bucket}/${values.prefix}${name}`];
  const { status, error } = spawnSync('aws', [...args, ...values['endpoint-url'] ? ['--endpoint-url', values['endpoint-url']] : []], { stdio: ['ignore', 2, 2] });
  if (error) giveUp(`the AWS CLI is missing or does not start (${error.code}): install it, https://aws.amazon.com/cli/`);
  if (status !== 0) giveUp(`${name} was not uploaded to s3://${values.bucket}/${values.prefix}: see the lines above`);
}
process.stdout.write(`${JSON.stringify({ AssetBucket: values.bucket, AssetPrefix: values.prefix, assets: manifest.assets.length })}\n`);
