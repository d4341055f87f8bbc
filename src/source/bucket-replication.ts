import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BucketReplication } from './replication-options';
import { markPart } from '../compliance/scope-marker';
import { fail } from '../private/imports';
import { keyStatements } from '../private/key-statements';
import { createRole } from '../private/roles';

/** Copies objects to another bucket, by a role that can read the one and write the other. */
export class ReplicateBucket extends Construct {
  constructor(scope: Construct, id: string, source: Bucket, versioned: boolean, options: BucketReplication) {
    super(scope, id);
    const { destination, prefix = '' } = options;
    markPart(this, source, destination);
    if (!versioned) fail(this, 'replication copies versions, and versioned is false: leave versioned out, or replication');
    if (destination instanceof Bucket && (destination.node.defaultChild as CfnBucket).versioningConfiguration === undefined) {
      fail(this, `the replication destination ${destination.node.path} is not versioned: pass versioned: true to it`);
    }
    const role = createRole(this, 'Role', { assumedBy: new ServicePrincipal('s3.amazonaws.com'), description: 'Copies objects to another bucket' });
    for (const statement of [
      new PolicyStatement({ actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'], resources: [source.bucketArn] }),
      new PolicyStatement({
        actions: ['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'], resources: [source.arnForObjects(`${prefix}*`)],
      }),
      new PolicyStatement({
        actions: ['s3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'], resources: [destination.arnForObjects(`${prefix}*`)],
      }),
      ...keyStatements(source.encryptionKey, ['kms:Decrypt']),
      ...keyStatements(destination.encryptionKey, ['kms:Encrypt', 'kms:GenerateDataKey']),
    ]) role.addToPolicy(statement);
    (source.node.defaultChild as CfnBucket).replicationConfiguration = {
      role: role.roleArn,
      rules: [{
        id: 'Copy',
        status: 'Enabled',
        priority: 1,
        filter: { prefix },
        deleteMarkerReplication: { status: options.replicateDeletes ? 'Enabled' : 'Disabled' },
        ...(source.encryptionKey && { sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } } }),
        destination: {
          bucket: destination.bucketArn,
          ...(destination.encryptionKey && { encryptionConfiguration: { replicaKmsKeyId: destination.encryptionKey.keyArn } }),
          ...(options.timeControl && {
            metrics: { status: 'Enabled', eventThreshold: { minutes: 15 } },
            replicationTime: { status: 'Enabled', time: { minutes: 15 } },
          }),
        },
      }],
    };
  }
}
