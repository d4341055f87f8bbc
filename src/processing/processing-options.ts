import { Duration } from 'aws-cdk-lib';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { HandlerOptions } from './handler-options';

/** What the caller may say about the function that reads the files. */
export interface ProcessingOptions extends HandlerOptions {
  /**
   * A function of the caller's, in any runtime: it gets the queue, the rights and the failure semantics. It is read by
   * the same contract: SQS events in, `batchItemFailures` out.
   *
   * @default - the library's own handler
   */
  readonly function?: IFunction;

  /**
   * A folder with an `index.mjs` that exports a function `transform`. Each record is handed to it, as an object, and what it returns becomes rows: an
   * object, a list of at most 1,000 of them, or nothing for `undefined`. An error that it throws rejects that record, at its line. The folder is copied beside
   * the library's own handler as it is, so it must hold what it imports: bundle it, or write it in plain JavaScript. It runs after a schema, and before the keys
   * of `Records.upsert` are read. Numbers pass through JavaScript's, which have 15 digits. It must not wait and must end: nothing stops it but the function's timeout.
   *
   * @default - a record becomes a row as it is
   */
  readonly transform?: string;

  /**
   * The role of the function that is created.
   *
   * @default - one is created, with scoped statements
   */
  readonly role?: IRole;

  /**
   * How long one invocation may take, up to 15 minutes. The queue's visibility timeout is six times as long.
   *
   * @default Duration.minutes(2)
   */
  readonly timeout?: Duration;

  /**
   * Memory in MiB; it also decides the share of a processor. Files are streamed, so it does not depend on their size.
   *
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * How many messages are worked on at once at most, 2 to 1,000. Set it where the capacity of a table scales by itself.
   *
   * @default - one for each 25 write units of a provisioned table, at least 2; else as many as the account's concurrency allows
   */
  readonly maxConcurrency?: number;

  /**
   * Says that imports have been given the statements that an earlier synth handed over.
   *
   * @default false
   */
  readonly importsPrepared?: boolean;
}
