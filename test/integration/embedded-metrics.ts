import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { clientConfig } from '../../local/clients';
import type { Session } from '../../local/session';

/** The line by which a function hands its metrics to CloudWatch. */
export interface EmbeddedMetrics {
  readonly _aws: { readonly CloudWatchMetrics: { readonly Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  readonly [name: string]: unknown;
}

/** Every such line in the log of the ingest function. */
export async function embeddedMetrics(session: Session): Promise<EmbeddedMetrics[]> {
  const logs = new CloudWatchLogsClient(clientConfig(session));
  const logGroupName = Object.entries(session.stack.physicalIds).find(([id]) => /ProcessorLogs/.test(id))?.[1];
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await logs.send(new FilterLogEventsCommand({ logGroupName, nextToken }));
    lines.push(...(answer.events ?? []).flatMap(({ message = '' }) => message.split('\n')));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  logs.destroy();
  return lines.filter((line) => line.includes('"_aws"')).map((line) => JSON.parse(line) as EmbeddedMetrics);
}
