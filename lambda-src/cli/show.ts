import { SingleBar } from 'cli-progress';
import type { Waiting } from './target';
import type { Job } from '../../src/contract';

/** How far a job is: a bar on a terminal, nothing elsewhere. A listing does not know its end, so the bar fills with what it has found so far. */
export class JobProgress {
  private bar: SingleBar | undefined;

  constructor(private readonly out: NodeJS.WriteStream = process.stderr) {}

  show({ kind, dryRun, listed, matched, sent }: Job): void {
    if (!this.out.isTTY) return;
    if (this.bar === undefined) {
      const format = `${kind}${dryRun ? ' (dry run)' : ''} {bar} {listed} listed, {matched} matched, {sent} sent, {duration_formatted}`;
      this.bar = new SingleBar({ stream: this.out, format, barsize: 20, hideCursor: true, gracefulExit: false });
      this.bar.start(Math.max(1, listed), matched, { listed, matched, sent });
    }
    this.bar.setTotal(Math.max(1, listed));
    this.bar.update(matched, { listed, matched, sent });
  }

  end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}

/** What a job came to, for a person. */
export function jobText(job: Job): string {
  const { kind, state, dryRun, listed, matched, sent, truncated, findings, error, jobId, max } = job;
  const lines = findings.map(({ key, reason, ageSeconds }) => `  ${key}  ${reason}${ageSeconds === undefined ? '' : `  ${ageSeconds} s old`}`);
  const more = matched > findings.length ? [`  … and ${matched - findings.length} more`] : [];
  const done = dryRun ? `${matched} would be acted on, nothing was done` : `${sent} of ${matched} acted on`;
  return [
    ...lines, ...more,
    `${kind} ${jobId} ${state === 'RUNNING' ? 'is running' : state === 'DONE' ? 'is done' : 'has failed'}: ${listed} looked at, ${done}`,
    ...truncated ? [`there is more than ${max}: run it again, or raise --max`] : [],
    ...error === undefined ? [] : [error],
  ].join('\n');
}

/** The last jobs and what waits, for a person. */
export function statusText(jobs: readonly Job[], waiting: readonly Waiting[]): string {
  const rows = jobs.map(({ requestedAt, kind, state, listed, matched, sent, dryRun, requestedBy }) =>
    `${requestedAt}  ${kind.padEnd(9)}  ${state.padEnd(7)}  ${listed} listed, ${matched} matched, ${sent} sent${dryRun ? ' (dry run)' : ''}  ${requestedBy}`);
  return [...rows.length > 0 ? rows : ['there was no job yet'], ...waiting.map(({ queue, messages }) => `${messages} messages wait in ${queue}`)].join('\n');
}
