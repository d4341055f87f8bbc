import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type AwsAccess, awsAccess, callerArn } from './aws';
import { CommandError, type Target, type Waiting } from './target';
import type { Job, JobRequest } from '../../src/contract';
import { TableJobs } from '../aws/jobs';
import { jsonBody } from '../aws/query';

/** Outputs of the construct that the command needs. */
const NEEDED = ['MaintenanceFunctionName', 'TableName', 'BucketName'] as const;
const WAITING = ['QueueUrl', 'BackfillQueueUrl', 'DeadLetterQueueUrl'] as const;

/** An output with the construct's path in front; the longest name that fits, because some end like others. */
const OUTPUT = new RegExp(`^(.*?)(${[...NEEDED, ...WAITING].sort((a, b) => b.length - a.length).join('|')})[0-9A-F]{8}$`);

/** A pipeline behind the outputs of its stack: jobs are asked of its function and read in its table. */
export class StackTarget implements Target {
  static async open(stack: string, pipeline: string | undefined, region: string | undefined): Promise<StackTarget> {
    const access = await awsAccess(region);
    const outputs = await outputsOf(access, stack, pipeline);
    const [functionName, table, bucket] = NEEDED.map(name => outputs.get(name));
    if (!table || !bucket) throw new CommandError(`the stack ${stack} has no pipeline${pipeline ? ` ${pipeline}` : ''}: its outputs lack TableName and BucketName`);
    if (!functionName) throw new CommandError(`the pipeline of the stack ${stack} runs no jobs: set operations.maintenance and deploy it again`);
    return new StackTarget(access, outputs, new TableJobs(access.client, table, bucket, functionName));
  }

  private constructor(private readonly access: AwsAccess, private readonly outputs: Map<string, string>, private readonly jobs: TableJobs) {}

  async start(request: JobRequest): Promise<Job> {
    const answer = await this.jobs.start(request, await callerArn(this.access));
    if ('refused' in answer) throw new CommandError(answer.refused.detail);
    return answer.job;
  }

  async get(jobId: string): Promise<Job> {
    const job = await this.jobs.get(jobId);
    if (job === undefined) throw new CommandError(`the job ${jobId} is not in the table any more`);
    return job;
  }

  async list(limit: number): Promise<Job[]> {
    return (await this.jobs.list(limit, undefined)).jobs;
  }

  waiting(): Promise<Waiting[]> {
    const urls = WAITING.flatMap(name => this.outputs.get(name) ?? []);
    return Promise.all(urls.map(async url => {
      const { Attributes } = await this.access.client.json<{ Attributes?: { ApproximateNumberOfMessages?: string } }>('sqs', 'GetQueueAttributes', jsonBody({
        QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'],
      }));
      return { queue: url.slice(url.lastIndexOf('/') + 1), messages: Number(Attributes?.ApproximateNumberOfMessages ?? 0) };
    }));
  }
}

/** The outputs by the names that the construct gave them: CloudFormation knows them with a path before and a hash behind. */
export async function outputsOf({ cloudFormation }: AwsAccess, stack: string, pipeline: string | undefined): Promise<Map<string, string>> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack })).catch((error: unknown) => {
    throw new CommandError(`the stack ${stack} cannot be looked up: ${error instanceof Error ? error.message : error}`);
  });
  const pipelines = new Map<string, Map<string, string>>();
  for (const { OutputKey = '', OutputValue = '' } of Stacks[0]?.Outputs ?? []) {
    const [, path, name] = OUTPUT.exec(OutputKey) ?? [];
    if (name !== undefined) pipelines.set(path, (pipelines.get(path) ?? new Map<string, string>()).set(name, OutputValue));
  }
  // Other parts have outputs of the same names, such as the bucket of the quarantine.
  const found = [...pipelines].filter(([path, outputs]) => outputs.has('TableName') && (pipeline === undefined || path === logicalId(pipeline)));
  if (found.length > 1) {
    throw new CommandError(`the stack ${stack} has the pipelines ${found.map(([path]) => path).join(', ')}: name one with --pipeline`);
  }
  return found[0]?.[1] ?? new Map<string, string>();
}

/** What CloudFormation makes of a construct's id. */
function logicalId(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, '');
}
