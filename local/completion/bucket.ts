import {
  PutBucketEncryptionCommand, PutBucketLifecycleConfigurationCommand, PutBucketLoggingCommand, PutBucketOwnershipControlsCommand,
  PutBucketTaggingCommand, type ObjectOwnership, type ServerSideEncryptionByDefault, type Tag,
} from '@aws-sdk/client-s3';
import { toLifecycleRule, type LifecycleRuleProperty } from './lifecycle';
import type { Settings } from './setting';

/** Properties of AWS::S3::Bucket that the emulator drops. */
interface BucketProperties {
  readonly BucketEncryption: {
    readonly ServerSideEncryptionConfiguration: {
      readonly ServerSideEncryptionByDefault?: ServerSideEncryptionByDefault;
      readonly BucketKeyEnabled?: boolean;
    }[];
  };
  readonly LifecycleConfiguration: { readonly Rules: LifecycleRuleProperty[] };
  readonly LoggingConfiguration: { readonly DestinationBucketName?: string; readonly LogFilePrefix?: string };
  readonly OwnershipControls: { readonly Rules: { readonly ObjectOwnership: ObjectOwnership }[] };
  readonly Tags: Tag[];
}

/** Sets what the emulator drops of a bucket. */
export const bucketSettings: Settings<BucketProperties> = {
  BucketEncryption: ({ clients, physicalId }, { ServerSideEncryptionConfiguration: rules }) => clients.s3.send(new PutBucketEncryptionCommand({
    Bucket: physicalId,
    ServerSideEncryptionConfiguration: {
      Rules: rules.map(({ ServerSideEncryptionByDefault, BucketKeyEnabled }) => ({
        ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault, BucketKeyEnabled,
      })),
    },
  })),
  LifecycleConfiguration: ({ clients, physicalId }, { Rules }) => clients.s3.send(new PutBucketLifecycleConfigurationCommand({
    Bucket: physicalId,
    LifecycleConfiguration: { Rules: Rules.map(toLifecycleRule) },
  })),
  LoggingConfiguration: ({ clients, physicalId }, { DestinationBucketName, LogFilePrefix = '' }) => clients.s3.send(new PutBucketLoggingCommand({
    Bucket: physicalId,
    // A bucket that names no other logs into itself.
    BucketLoggingStatus: { LoggingEnabled: { TargetBucket: DestinationBucketName ?? physicalId, TargetPrefix: LogFilePrefix } },
  })),
  OwnershipControls: ({ clients, physicalId }, OwnershipControls) => clients.s3.send(new PutBucketOwnershipControlsCommand({
    Bucket: physicalId, OwnershipControls,
  })),
  Tags: ({ clients, physicalId }, TagSet) => clients.s3.send(new PutBucketTaggingCommand({ Bucket: physicalId, Tagging: { TagSet } })),
};
