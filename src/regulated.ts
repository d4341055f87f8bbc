import { AccountLogging } from './api/api-options';
import { ServerlessIngestApiProps } from './serverless-ingest-api-props';

/** Concurrency that is set apart for each function where the caller says nothing. */
const RESERVED = 50;

/** What the preset `regulated` adds to each part. What the caller says comes after it. */
export function regulatedOptions() {
  return {
    operations: { managedPolicies: true },
    processing: { reservedConcurrentExecutions: RESERVED },
    maintenance: { reservedConcurrentExecutions: RESERVED },
    table: { backup: {} },
    // The function that would set the account's role has to be outside of the network, which the packs do not allow.
    api: { wafLogging: true, clientCertificate: true, reservedConcurrentExecutions: RESERVED, accountLogging: AccountLogging.ASSUME_SET },
  };
}

/** What the preset `regulated` cannot make by itself: a log bucket that logs itself, a VPC whose default security group is closed, people who are told. */
export function missingForRegulated(props: ServerlessIngestApiProps): string[] {
  const needed: [string, unknown][] = [
    ['network.vpc, with isolated subnets', props.network?.vpc],
    ['source.logBucket, which holds to the packs itself', props.source?.bucket ?? props.source?.logBucket],
    ['source.replication, to a bucket in another region', props.source?.bucket ?? props.source?.replication],
    ['source.quarantine, in a bucket that holds to the packs itself', props.records?.readsContent ? props.source?.quarantine : true],
    ['encryption.key, which rotates', props.encryption?.key],
    ['operations.alarmActions', props.operations?.alarmActions?.length || undefined],
  ];
  return needed.filter(([, value]) => value === undefined).map(([name]) => name);
}
