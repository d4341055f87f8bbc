import { type AwsClient, isRetryable, ServiceError } from './client';
import { jsonBody } from './query';
import type { DistributedConfig, DistributedRun } from '../../src/contract';
import type { DistributedRuns } from '../core/operations/ports';
import { retrying } from '../core/retry';

/** The state machine of distributed backfills. */
export class StepFunctionsRuns implements DistributedRuns {
  readonly manifestPrefix?: string;

  /** @param functionName who is invoked with each batch */
  constructor(private readonly client: AwsClient, private readonly config: DistributedConfig, private readonly functionName: string) {
    this.manifestPrefix = config.manifestPrefix;
  }

  /** An execution has the name of its job: one that is asked for twice is started once. */
  async start(run: Omit<DistributedRun, 'function'>): Promise<void> {
    const input: DistributedRun = { ...run, function: this.functionName };
    const body = jsonBody({ stateMachineArn: this.config.stateMachine, name: run.jobId, input: JSON.stringify(input) });
    try {
      await retrying(() => this.client.json('states', 'StartExecution', body), { retryable: isRetryable, maxAttempts: 5 });
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === 'ExecutionAlreadyExists')) throw error;
    }
  }
}
