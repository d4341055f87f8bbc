import {
  DeleteBucketCommand, DeleteObjectsCommand, GetBucketTaggingCommand, ListBucketsCommand, ListObjectVersionsCommand, S3Client,
} from '@aws-sdk/client-s3';
import type { Found, Kind } from './kind';
import type { AwsAccess } from '../aws';
import { isNamed, s3Config, unless } from '../sdk';
import { CommandError } from '../target';

const STACK_ID = 'aws:cloudformation:stack-id';

/** A bucket that takes logs is written to while it is emptied. */
const ROUNDS = 5;

/** Buckets: emptied of every version and delete marker first. */
export class Buckets implements Kind {
  private readonly s3: S3Client;
  private created: Promise<Map<string, Date | undefined>> | undefined;

  constructor(access: AwsAccess) {
    this.s3 = new S3Client(s3Config(access));
  }

  async find(bucket: string): Promise<Found | undefined> {
    this.created ??= this.s3.send(new ListBucketsCommand({})).then(({ Buckets: all = [] }) => new Map(all.map(({ Name = '', CreationDate }) => [Name, CreationDate])));
    const created = await this.created;
    if (!created.has(bucket)) return undefined;
    const tags = await unless(this.s3.send(new GetBucketTaggingCommand({ Bucket: bucket })), 'NoSuchTagSet');
    const { Versions = [], DeleteMarkers = [], IsTruncated } = await this.s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    const held = Versions.length + DeleteMarkers.length;
    return {
      holds: held === 0 ? 'empty' : `${held}${IsTruncated ? ' and more' : ''} versions of objects`,
      createdAt: created.get(bucket),
      stackId: tags?.TagSet?.find(({ Key }) => Key === STACK_ID)?.Value,
    };
  }

  async remove(bucket: string, onRemoved: (parts: number) => void): Promise<void> {
    for (let round = 1; ; round++) {
      await this.empty(bucket, onRemoved);
      try {
        await this.s3.send(new DeleteBucketCommand({ Bucket: bucket }));
        return;
      } catch (error) {
        if (!isNamed(error, 'BucketNotEmpty') || round === ROUNDS) throw error;
      }
    }
  }

  private async empty(bucket: string, onRemoved: (parts: number) => void): Promise<void> {
    for (;;) {
      const { Versions = [], DeleteMarkers = [] } = await this.s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
      const objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
      if (objects.length === 0) return;
      const { Errors: errors = [] } = await this.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }));
      if (errors.length > 0) {
        throw new CommandError(`${errors.length} objects cannot be deleted, ${errors[0].Key} because of ${errors[0].Code}: ${errors[0].Message}`);
      }
      onRemoved(objects.length);
    }
  }
}
