import { Duration, Stack, Token } from 'aws-cdk-lib';
import { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue, IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ProcessingOptions } from './processing-options';
import { fail } from '../private/imports';

/** SQS keeps a message invisible while it is worked on; AWS asks for six times the function's timeout. */
const VISIBILITY_FACTOR = 6;

/** Timeout of the ingest function where it is left open. */
export const DEFAULT_TIMEOUT = Duration.minutes(2);

/** The visibility timeout that the queue of a function needs. */
export function visibilityTimeoutFor(timeout = DEFAULT_TIMEOUT): Duration {
  return Duration.seconds(VISIBILITY_FACTOR * timeout.toSeconds());
}

/** SQS hides a message for so long unless the queue says otherwise, in seconds. */
const DEFAULT_VISIBILITY = 30;

/** An event of S3 may be so large, in bytes. */
const MIN_MESSAGE_BYTES = 64 * 1024;

/** Refuses a concurrency that Lambda refuses, or that would throttle messages into the dead-letter queue. */
export function checkConcurrency(scope: Construct, { maxConcurrency, reservedConcurrentExecutions }: ProcessingOptions): void {
  if (maxConcurrency === undefined || Token.isUnresolved(maxConcurrency)) return;
  if (!Number.isInteger(maxConcurrency) || maxConcurrency < 2 || maxConcurrency > 1000) {
    fail(scope, `maxConcurrency is a whole number from 2 to 1,000, not ${maxConcurrency}`);
  }
  if (reservedConcurrentExecutions !== undefined && maxConcurrency > reservedConcurrentExecutions) {
    fail(scope, `maxConcurrency ${maxConcurrency} is over the reserved concurrency ${reservedConcurrentExecutions}, so messages would be `
      + 'throttled into the dead-letter queue: lower the first or raise the second');
  }
}

/** Refuses a queue that cannot take an event of S3. */
export function checkMessageSize(scope: Construct, queue: IQueue): void {
  const definition = queue.node.defaultChild;
  if (!(definition instanceof CfnQueue)) return;
  const size = definition.maximumMessageSize;
  if (size !== undefined && size < MIN_MESSAGE_BYTES) {
    fail(scope, `the queue ${definition.node.path} takes messages up to ${size} bytes: an event of S3 can have 64 KiB, set at least ${MIN_MESSAGE_BYTES}`);
  }
}

/** What is wrong with the visibility timeout of a queue that is defined in this app. To be asked at synth: queue and function may change until then. */
export function visibilityProblems(queue: IQueue, fn: IFunction, ownTimeout: Duration): string[] {
  const queueDefinition = queue.node.defaultChild;
  const functionDefinition = fn.node.defaultChild;
  if (!(queueDefinition instanceof CfnQueue)) return [];
  const visibility: unknown = Stack.of(queue).resolve(queueDefinition.visibilityTimeout) ?? DEFAULT_VISIBILITY;
  const defined: unknown = functionDefinition instanceof CfnFunction ? Stack.of(fn).resolve(functionDefinition.timeout) : undefined;
  const timeout = defined ?? ownTimeout.toSeconds();
  if (typeof visibility !== 'number' || typeof timeout !== 'number' || visibility >= VISIBILITY_FACTOR * timeout) return [];
  return [`the visibility timeout of ${queueDefinition.node.path} is ${visibility} s, less than six times the function's ${timeout} s, so a message `
    + `would be worked on twice at once: set it to at least ${VISIBILITY_FACTOR * timeout} s`];
}
