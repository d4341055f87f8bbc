#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiTarget } from './api-target';
import { type Arguments, readArguments, USAGE } from './arguments';
import { OPERATIONS } from './operations';
import { note, say } from './output';
import { JobProgress, jobText, statusText } from './show';
import { StackTarget } from './stack-target';
import { CommandError, type Target, UsageError } from './target';
import type { Job } from '../../src/contract';

const FIRST_POLL_MS = 200;
const MAX_POLL_MS = 3_000;
const STATUS_JOBS = 10;

/** Runs a command line and returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    if (args.some((word) => word === '--help' || word === '-h')) return told(USAGE);
    const operation = await OPERATIONS.get(args[0])?.();
    if (operation) return await operation(args.slice(1));
    const given = readArguments(args, process.env);
    const target = await open(given);
    return given.request ? await run(given, await target.start(given.request), target) : await status(given, target);
  } catch (error) {
    if (error instanceof UsageError) return complain(`${error.message}\n\n${USAGE}`, 2);
    if (error instanceof CommandError) return complain(error.message, 1);
    return complain(error instanceof Error ? `${error.name}: ${error.message}` : String(error), 1);
  }
}

async function open({ where: { stack, pipeline, region, api = '', apiKey, token } }: Arguments): Promise<Target> {
  return stack === undefined ? new ApiTarget({ api, apiKey, token, region }) : StackTarget.open(stack, pipeline, region);
}

async function run({ json, wait }: Arguments, started: Job, target: Target): Promise<number> {
  const job = wait ? await ended(started, target) : started;
  say(json ? JSON.stringify(job) : jobText(job));
  return job.state === 'FAILED' ? 1 : 0;
}

async function ended(started: Job, target: Target): Promise<Job> {
  const progress = new JobProgress();
  let job = started;
  try {
    for (let wait = FIRST_POLL_MS; job.state === 'RUNNING'; wait = Math.min(MAX_POLL_MS, wait * 1.5)) {
      progress.show(job);
      await sleep(wait);
      job = await target.get(job.jobId);
    }
  } finally {
    progress.end();
  }
  return job;
}

async function status({ json }: Arguments, target: Target): Promise<number> {
  const [jobs, waiting] = await Promise.all([target.list(STATUS_JOBS), target.waiting()]);
  return told(json ? JSON.stringify({ jobs, waiting }) : statusText(jobs, waiting));
}

function told(text: string): number {
  say(text);
  return 0;
}

function complain(text: string, code: number): number {
  note(text);
  return code;
}

void main(process.argv.slice(2)).then((code) => { process.exitCode = code; });
