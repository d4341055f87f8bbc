import type { Session } from '../../../local/session';
import type { Job } from '../../../src/contract';
import { ApiClient } from '../../integration/api-client';
import { withKey } from '../../integration/callers';
import { until } from '../../integration/poll';

const LIMIT_MS = 300_000;

/** Runs a reconcile to its end. */
export async function reconcile({ api: url, apiKey }: Session): Promise<void> {
  const api = new ApiClient(url, withKey(apiKey));
  const { status, body } = await api.call('/jobs', 'POST', { kind: 'reconcile' });
  if (status !== 202) throw new Error(`${status}: ${body}`);
  let last = JSON.parse(body) as Job;
  await until(async () => {
    last = JSON.parse(await api.text(`/jobs/${last.jobId}`)) as Job;
    return last.state === 'RUNNING' ? undefined : last;
  }, () => `the reconcile is ${JSON.stringify(last)}`, LIMIT_MS);
  if (last.state !== 'DONE') throw new Error(`the reconcile is ${JSON.stringify(last)}`);
}
