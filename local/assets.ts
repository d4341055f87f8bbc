import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ACCOUNT, type Target } from './clients';
import { zipDirectory } from './zip';

interface FileAsset {
  readonly source: { readonly path?: string; readonly packaging?: string; readonly executable?: string[] };
  readonly destinations: Record<string, { readonly bucketName: string; readonly objectKey: string }>;
}

interface AssetManifest {
  readonly files?: Record<string, FileAsset>;
}

function resolvePseudo(text: string, region: string): string {
  return text.replaceAll('${AWS::AccountId}', ACCOUNT).replaceAll('${AWS::Region}', region).replaceAll('${AWS::Partition}', 'aws');
}

function pack(cloudAssembly: string, { source }: FileAsset): Buffer {
  if (source.path === undefined) throw new Error(`the asset made by ${source.executable?.[0]} cannot be published: use a file asset`);
  const path = join(cloudAssembly, source.path);
  return source.packaging === 'zip' ? zipDirectory(path) : readFileSync(path);
}

/**
 * Puts the files of a stack where its template expects them, what `cdk bootstrap` and `cdk deploy` do on AWS.
 *
 * @param cloudAssembly - the folder that an app was synthesized into, `cdk.out`
 * @param stackName - the stack whose manifest is read
 */
export async function publishAssets(s3: S3Client, target: Target, cloudAssembly: string, stackName: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(cloudAssembly, `${stackName}.assets.json`), 'utf8')) as AssetManifest;
  const buckets = new Map<string, Promise<unknown>>();
  await Promise.all(Object.values(manifest.files ?? {}).flatMap((asset) => {
    const body = pack(cloudAssembly, asset);
    return Object.values(asset.destinations).map(async ({ bucketName, objectKey }) => {
      const bucket = resolvePseudo(bucketName, target.region);
      if (!buckets.has(bucket)) buckets.set(bucket, s3.send(new CreateBucketCommand({ Bucket: bucket })));
      await buckets.get(bucket);
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: resolvePseudo(objectKey, target.region), Body: body }));
    });
  }));
}
