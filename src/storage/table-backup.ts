import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupSelection, BackupVault, IBackupVault } from 'aws-cdk-lib/aws-backup';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { markPart } from '../compliance/scope-marker';
import { fail } from '../private/imports';
import { keyStatements } from '../private/key-statements';
import { createRole } from '../private/roles';

/** Backups of the table by AWS Backup, charged by volume: about 0.10 USD for each GB and month. */
export interface TableBackupOptions {
  /**
   * A vault of the caller's, for example one that is locked.
   *
   * @default - one is created, and kept when the stack goes
   */
  readonly vault?: IBackupVault;

  /**
   * When backups are made.
   *
   * @default - each day at 05:00 UTC
   */
  readonly schedule?: Schedule;

  /**
   * How long backups are kept, at least a day.
   *
   * @default Duration.days(35)
   */
  readonly retention?: Duration;

  /**
   * A vault that each backup is copied to, in another region or account.
   *
   * @default - none
   */
  readonly copyTo?: IBackupVault;

  /**
   * Key of the vault that is created.
   *
   * @default - the key that AWS Backup manages
   */
  readonly vaultKey?: IKey;
}

/** Props of {@link TableBackup}. */
export interface TableBackupProps extends TableBackupOptions {
  /** The table to back up. */
  readonly table: ITable;
}

/** A plan of AWS Backup for the table, with a role that can do nothing but back it up. Restoring asks for another role, of whoever restores. */
export class TableBackup extends Construct {
  /** Where the backups are. */
  public readonly vault: IBackupVault;
  /** When they are made, and how long they are kept. */
  public readonly plan: BackupPlan;

  constructor(scope: Construct, id: string, options: TableBackupProps) {
    super(scope, id);
    const { table } = options;
    markPart(this);
    const retention = options.retention ?? Duration.days(35);
    if (retention.toDays({ integral: false }) < 1) fail(this, `backups are kept for at least a day, not ${retention.toHumanString()}`);
    this.vault = options.vault ?? new BackupVault(this, 'Vault', { encryptionKey: options.vaultKey, removalPolicy: RemovalPolicy.RETAIN });
    this.plan = new BackupPlan(this, 'Plan', {
      backupVault: this.vault,
      backupPlanRules: [new BackupPlanRule({
        ruleName: 'Table',
        scheduleExpression: options.schedule ?? Schedule.cron({ hour: '5', minute: '0' }),
        deleteAfter: retention,
        copyActions: options.copyTo && [{ destinationBackupVault: options.copyTo, deleteAfter: retention }],
      })],
    });
    const role = createRole(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
      description: 'Backs up the table of a ServerlessIngestApi',
    });
    for (const statement of [
      new PolicyStatement({
        actions: ['dynamodb:CreateBackup', 'dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:StartAwsBackupJob'],
        resources: [table.tableArn],
      }),
      new PolicyStatement({
        actions: ['backup:CopyIntoBackupVault', 'backup:DescribeBackupVault'],
        resources: [this.vault.backupVaultArn, ...(options.copyTo ? [options.copyTo.backupVaultArn] : [])],
      }),
      ...keyStatements(table.encryptionKey, ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey']),
    ]) role.addToPolicy(statement);
    new BackupSelection(this, 'Selection', {
      backupPlan: this.plan,
      resources: [BackupResource.fromDynamoDbTable(table)],
      role: role.withoutPolicyUpdates(),
      disableDefaultBackupPolicy: true,
    });
  }
}
