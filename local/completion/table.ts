import { UpdateContinuousBackupsCommand, UpdateTableCommand, UpdateTimeToLiveCommand, type SSEType } from '@aws-sdk/client-dynamodb';
import type { Settings } from './setting';

/** Properties of AWS::DynamoDB::Table that the emulator drops. */
interface TableProperties {
  readonly PointInTimeRecoverySpecification: { readonly PointInTimeRecoveryEnabled: boolean; readonly RecoveryPeriodInDays?: number };
  readonly SSESpecification: { readonly SSEEnabled: boolean; readonly SSEType?: SSEType; readonly KMSMasterKeyId?: string };
  readonly TimeToLiveSpecification: { readonly AttributeName: string; readonly Enabled: boolean };
}

/** Sets what the emulator drops of a table. */
export const tableSettings: Settings<TableProperties> = {
  PointInTimeRecoverySpecification: ({ clients, physicalId }, PointInTimeRecoverySpecification) => clients.dynamodb.send(
    new UpdateContinuousBackupsCommand({ TableName: physicalId, PointInTimeRecoverySpecification }),
  ),
  SSESpecification: ({ clients, physicalId }, { SSEEnabled: Enabled, ...key }) => clients.dynamodb.send(
    new UpdateTableCommand({ TableName: physicalId, SSESpecification: { Enabled, ...key } }),
  ),
  TimeToLiveSpecification: async ({ clients, physicalId }, TimeToLiveSpecification) => {
    // A table is born without, and switching off what is off is an error.
    if (!TimeToLiveSpecification.Enabled) return;
    await clients.dynamodb.send(new UpdateTimeToLiveCommand({ TableName: physicalId, TimeToLiveSpecification }));
  },
};
