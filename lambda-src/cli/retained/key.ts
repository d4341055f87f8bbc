import { DescribeKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import type { Found, Kind } from './kind';
import type { AwsAccess } from '../aws';
import { sdkConfig, unless } from '../sdk';

/** The longest time that KMS lets a person think again. */
const PENDING_DAYS = 30;

/** Keys: KMS deletes none at once, so that whatever was encrypted with one can be told in time. */
export class Keys implements Kind {
  private readonly kms: KMSClient;

  constructor(access: AwsAccess) {
    this.kms = new KMSClient(sdkConfig(access));
  }

  async find(keyId: string): Promise<Found | undefined> {
    const { KeyMetadata: key } = await unless(this.kms.send(new DescribeKeyCommand({ KeyId: keyId })), 'NotFoundException') ?? {};
    if (key === undefined || key.KeyState === 'PendingDeletion' || key.KeyState === 'PendingReplicaDeletion') return undefined;
    return { holds: `would be deleted ${PENDING_DAYS} days later, with whatever is encrypted by it`, createdAt: key.CreationDate };
  }

  async remove(keyId: string, onRemoved: (parts: number) => void): Promise<void> {
    await this.kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: PENDING_DAYS }));
    onRemoved(1);
  }
}
