import { IKey } from 'aws-cdk-lib/aws-kms';
import { IngestNetwork } from './network/ingest-network';

/** What a part's functions and log groups have in common with those of the other parts. */
export interface PlatformOptions {
  /**
   * Where the functions run.
   *
   * @default - outside of any VPC of the account
   */
  readonly network?: IngestNetwork;

  /**
   * Customer-managed key of the functions' environments.
   *
   * @default - the key that Lambda manages
   */
  readonly environmentKey?: IKey;

  /**
   * Customer-managed key of the log groups.
   *
   * @default - CloudWatch's own encryption
   */
  readonly logKey?: IKey;
}
