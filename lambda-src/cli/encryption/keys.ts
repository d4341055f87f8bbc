import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { AwsAccess } from '../aws';
import { sdkConfig } from '../sdk';

/** Keys by whatever name they go: an id, an ARN, an alias. */
export class KeyNames {
  private readonly kms: KMSClient;
  private readonly known = new Map<string, Promise<string>>();

  constructor(access: AwsAccess) {
    this.kms = new KMSClient(sdkConfig(access));
  }

  /** One text for one key, whatever it is called; the alias of AWS where the key is AWS's own. */
  of(name: string): Promise<string> {
    const alias = /(^|:)(alias\/aws\/[a-z0-9-]+)$/.exec(name)?.[2];
    if (alias !== undefined) return Promise.resolve(alias);
    const known = this.known.get(name) ?? this.lookUp(name);
    this.known.set(name, known);
    return known;
  }

  private async lookUp(name: string): Promise<string> {
    const short = /key\/([^/]+)$/.exec(name)?.[1] ?? name;
    // A key of another account need not answer: then its own name has to do.
    const { KeyMetadata: key } = await this.kms.send(new DescribeKeyCommand({ KeyId: name })).catch(() => ({ KeyMetadata: undefined }));
    return key?.KeyId ?? short;
  }
}
