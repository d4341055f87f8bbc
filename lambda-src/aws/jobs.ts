import type { AwsClient } from './client';
import { TableJobStore } from './job-store';
import type { Job, JobRequest, MaintenanceAnswer, MaintenanceEvent } from '../../src/contract';
import type { Jobs } from '../core/api/ports';

/** Jobs: started by the maintenance function, which alone may enter them, and read in the table. */
export class TableJobs implements Jobs {
  private readonly store: TableJobStore;

  constructor(private readonly client: AwsClient, table: string, bucket: string, private readonly functionName: string) {
    this.store = new TableJobStore(client, table, bucket);
  }

  async start(request: JobRequest, requestedBy: string): Promise<MaintenanceAnswer> {
    const event: MaintenanceEvent = { start: request, requestedBy };
    return JSON.parse(await this.client.invoke(this.functionName, JSON.stringify(event), 'RequestResponse')) as MaintenanceAnswer;
  }

  get(jobId: string): Promise<Job | undefined> {
    return this.store.get(jobId);
  }

  list(limit: number, before: string | undefined): Promise<{ jobs: Job[]; next?: string }> {
    return this.store.list(limit, before);
  }
}
