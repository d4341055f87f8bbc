import { CfnParameter, DockerImageAssetLocation, FileAssetLocation, FileAssetSource, Fn, ISynthesisSession, StackSynthesizer } from 'aws-cdk-lib';

/** A file that the template needs, and where it expects it in the bucket that the deployer names. */
export interface ReleasedAsset {
  /** Folder or file that it is made of, from the cloud assembly. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly name: string;
}

/** Puts assets where parameters of the template say, so that it needs no bootstrap stack. */
export class ReleaseSynthesizer extends StackSynthesizer {
  readonly assets = new Map<string, ReleasedAsset>();
  private place?: { bucket: CfnParameter; prefix: CfnParameter };

  addFileAsset({ fileName = '', packaging, sourceHash }: FileAssetSource): FileAssetLocation {
    const isFolder = packaging === 'zip';
    const name = `${sourceHash}${isFolder ? '.zip' : fileName.slice(fileName.lastIndexOf('.'))}`;
    this.assets.set(name, { path: fileName, isFolder, name });
    const { bucket, prefix } = this.parameters();
    const objectKey = Fn.join('', [prefix.valueAsString, name]);
    const httpUrl = Fn.sub('https://${AssetBucket}.s3.${AWS::Region}.${AWS::URLSuffix}/${AssetPrefix}' + name);
    return { bucketName: bucket.valueAsString, objectKey, httpUrl, s3ObjectUrl: Fn.sub('s3://${AssetBucket}/${AssetPrefix}' + name) };
  }

  addDockerImageAsset(): DockerImageAssetLocation {
    throw new Error('the released template has no container image: it is deployed without Docker');
  }

  synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session);
    this.emitArtifact(session);
  }

  private parameters() {
    this.place ??= {
      bucket: new CfnParameter(this.boundStack, 'AssetBucket', {
        description: 'Bucket in the region of the stack that upload.mjs has put the assets into', allowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      }),
      prefix: new CfnParameter(this.boundStack, 'AssetPrefix', { description: 'Prefix of the assets in that bucket', default: 'serverless-ingest-api/' }),
    };
    return this.place;
  }
}
