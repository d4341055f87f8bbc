import { CloudWatchLogsClient, DeleteLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Found, Kind } from './kind';
import type { AwsAccess } from '../aws';
import { sdkConfig } from '../sdk';

/** Log groups, with their streams. */
export class LogGroups implements Kind {
  private readonly logs: CloudWatchLogsClient;

  constructor(access: AwsAccess) {
    this.logs = new CloudWatchLogsClient(sdkConfig(access));
  }

  async find(name: string): Promise<Found | undefined> {
    const { logGroups = [] } = await this.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    const group = logGroups.find(({ logGroupName }) => logGroupName === name);
    return group && { holds: `${group.storedBytes ?? 0} bytes`, createdAt: group.creationTime === undefined ? undefined : new Date(group.creationTime) };
  }

  async remove(name: string, onRemoved: (parts: number) => void): Promise<void> {
    await this.logs.send(new DeleteLogGroupCommand({ logGroupName: name }));
    onRemoved(1);
  }
}
