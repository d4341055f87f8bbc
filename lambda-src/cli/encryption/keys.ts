import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { AwsAccess } from '../aws';
import { sdkConfig } from '../sdk';

/** A key, whatever it was called. */
export interface KnownKey {
  /** The same for each name of one key. */
  readonly id: string;
  /** Made by AWS for a service of this account, such as `alias/aws/dynamodb`. */
  readonly managedByAws: boolean;
}

/** Keys by whatever name they go: an id, an ARN, an alias. */
export class KeyNames {
  private readonly kms: KMSClient;
  private readonly known = new Map<string, Promise<KnownKey>>();

  constructor(access: AwsAccess) {
    this.kms = new KMSClient(sdkConfig(access));
  }

  of(name: string): Promise<KnownKey> {
    const known = this.known.get(name) ?? this.lookUp(name);
    this.known.set(name, known);
    return known;
  }

  private async lookUp(name: string): Promise<KnownKey> {
    const alias = /(?:^|:)(alias\/aws\/[a-z0-9-]+)$/.exec(name)?.[1];
    // A key of another account need not answer, and one of AWS's is made when it is first used: then its name has to do.
    const { KeyMetadata: key } = await this.kms.send(new DescribeKeyCommand({ KeyId: name })).catch(() => ({ KeyMetadata: undefined }));
    return { id: key?.KeyId ?? alias ?? /key\/([^/]+)$/.exec(name)?.[1] ?? name, managedByAws: alias !== undefined || key?.KeyManager === 'AWS' };
  }
}
