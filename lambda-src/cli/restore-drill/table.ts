import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBackupCommand, DeleteBackupCommand, DeleteTableCommand, DescribeBackupCommand, DescribeContinuousBackupsCommand, DescribeTableCommand,
  DescribeTimeToLiveCommand, DynamoDBClient, ListTagsOfResourceCommand, RestoreTableFromBackupCommand, RestoreTableToPointInTimeCommand,
  TagResourceCommand, UpdateContinuousBackupsCommand, UpdateTimeToLiveCommand, waitUntilTableExists, waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { CommandError } from '../target';

const POLL_MS = 1_000;

/** What a restore does not bring back and somebody has to set again. */
export interface Settings {
  readonly expiresBy?: string;
  readonly recoveryDays?: number;
  readonly tags: { Key: string | undefined; Value: string | undefined }[];
}

/** The calls of a drill; each waits until DynamoDB is done. */
export class DrillTables {
  constructor(private readonly dynamodb: DynamoDBClient, private readonly limitSeconds: number) {}

  /** Backs a table up and returns the ARN of the backup. */
  async backUp(table: string, name: string): Promise<string> {
    const { BackupDetails: { BackupArn } = {} } = await this.dynamodb.send(new CreateBackupCommand({ TableName: table, BackupName: name }));
    for (const end = Date.now() + this.limitSeconds * 1000; ; await sleep(POLL_MS)) {
      const { BackupDescription } = await this.dynamodb.send(new DescribeBackupCommand({ BackupArn }));
      if (BackupDescription?.BackupDetails?.BackupStatus === 'AVAILABLE') return String(BackupArn);
      if (Date.now() > end) throw new CommandError(`the backup ${BackupArn} is not available after ${this.limitSeconds} s: raise --limit`);
    }
  }

  async restore(backup: string, to: string, onDemand: boolean): Promise<void> {
    await this.dynamodb.send(new RestoreTableFromBackupCommand({
      BackupArn: backup, TargetTableName: to, ...onDemand && { BillingModeOverride: 'PAY_PER_REQUEST' },
    }));
    await this.exists(to);
  }

  async restoreNewest(table: string, to: string): Promise<void> {
    await this.dynamodb.send(new RestoreTableToPointInTimeCommand({
      SourceTableName: table, TargetTableName: to, UseLatestRestorableTime: true, BillingModeOverride: 'PAY_PER_REQUEST',
    }));
    await this.exists(to);
  }

  async remove(table: string): Promise<void> {
    await this.dynamodb.send(new DeleteTableCommand({ TableName: table }));
    await waitUntilTableNotExists(this.waiting(), { TableName: table });
  }

  async removeBackup(backup: string): Promise<void> {
    await this.dynamodb.send(new DeleteBackupCommand({ BackupArn: backup }));
  }

  /** Names of the key's attributes, and about how many items there are. */
  async shape(table: string): Promise<{ keys: string[]; items: number }> {
    const { Table } = await this.dynamodb.send(new DescribeTableCommand({ TableName: table }));
    return { keys: (Table?.KeySchema ?? []).map(({ AttributeName = '' }) => AttributeName), items: Table?.ItemCount ?? 0 };
  }

  async settings(table: string): Promise<Settings> {
    const [{ TimeToLiveDescription: ttl }, { ContinuousBackupsDescription: backups }, { Table }] = await Promise.all([
      this.dynamodb.send(new DescribeTimeToLiveCommand({ TableName: table })),
      this.dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: table })),
      this.dynamodb.send(new DescribeTableCommand({ TableName: table })),
    ]);
    const { Tags = [] } = await this.dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    const recovery = backups?.PointInTimeRecoveryDescription;
    return {
      ...ttl?.TimeToLiveStatus === 'ENABLED' && { expiresBy: ttl.AttributeName },
      ...recovery?.PointInTimeRecoveryStatus === 'ENABLED' && { recoveryDays: recovery.RecoveryPeriodInDays ?? 35 },
      // AWS sets its own.
      tags: Tags.filter(({ Key = '' }) => !Key.startsWith('aws:')).map(({ Key, Value }) => ({ Key, Value })),
    };
  }

  async set(table: string, { expiresBy, recoveryDays, tags }: Settings): Promise<void> {
    const { Table } = await this.dynamodb.send(new DescribeTableCommand({ TableName: table }));
    if (expiresBy) {
      const TimeToLiveSpecification = { AttributeName: expiresBy, Enabled: true };
      await this.dynamodb.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification }));
    }
    if (recoveryDays) {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: recoveryDays };
      await this.dynamodb.send(new UpdateContinuousBackupsCommand({ TableName: table, PointInTimeRecoverySpecification }));
    }
    if (tags.length > 0) await this.dynamodb.send(new TagResourceCommand({ ResourceArn: Table?.TableArn, Tags: tags }));
  }

  private async exists(table: string): Promise<void> {
    await waitUntilTableExists(this.waiting(), { TableName: table });
  }

  private waiting() {
    return { client: this.dynamodb, maxWaitTime: this.limitSeconds, minDelay: 1, maxDelay: 10 };
  }
}
