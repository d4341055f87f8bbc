import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, Function, IAlias, IFunction } from 'aws-cdk-lib/aws-lambda';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { checkTransform } from './check-transform';
import { drainProblems } from './drain-time';
import { handlerOptionsOf } from './handler-options-of';
import { ProcessingOptions } from './processing-options';
import { checkConcurrency, checkMessageSize, DEFAULT_TIMEOUT, visibilityProblems, visibilityTimeoutFor } from './queue-checks';
import { release } from './release';
import { concurrencyOf } from './table-pace';
import { markPart } from '../compliance/scope-marker';
import { Env, INGEST_SERVICE } from '../contract';
import { AnnouncementOptions } from '../operations/announcement-options';
import { TelemetryOptions } from '../operations/telemetry-options';
import { PlatformOptions } from '../platform-options';
import { handlerEnvironment } from '../private/handler-environment';
import { handlerFunction } from '../private/handler-function';
import { fail, handOver } from '../private/imports';
import { platformOf, usePlatform } from '../private/platform';
import { recordsEnvironment } from '../private/records-environment';
import { runtimeValues } from '../private/runtime-values';
import { Records } from '../records/records';
import { IngestSource } from '../source/ingest-source';
import { IngestTable } from '../storage/ingest-table';

/** Props of {@link IngestProcessor}. */
export interface IngestProcessorProps extends ProcessingOptions, TelemetryOptions, PlatformOptions, AnnouncementOptions {
  /** Where files land. */
  readonly source: IngestSource;
  /** Where the ledger and the rows go. */
  readonly table: IngestTable;

  /**
   * What becomes of an object.
   *
   * @default Records.metadata()
   */
  readonly records?: Records;

  /**
   * Whether each object belongs to a tenant, the first segment of its key behind the watched prefix, whose records nobody else finds. Matters to
   * `Records.upsert` only.
   *
   * @default false
   */
  readonly tenants?: boolean;

  /**
   * Name of the environment that the functions report.
   *
   * @default 'production'
   */
  readonly stage?: string;

  /**
   * What happens to the logs when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Reads the queue, runs the commit protocol for each object that may have changed, and writes the table. */
export class IngestProcessor extends Construct {
  /**
   * The visibility timeout that the queue of a function needs.
   *
   * @param timeout timeout of the function; two minutes if it is left open
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  public static visibilityTimeout(timeout?: Duration): Duration {
    return visibilityTimeoutFor(timeout);
  }

  /** The function, created or the caller's. */
  public readonly function: IFunction;
  /** The alias that messages go to, where there is one. */
  public readonly alias?: IAlias;

  constructor(scope: Construct, id: string, props: IngestProcessorProps) {
    super(scope, id);
    const timeout = props.timeout ?? DEFAULT_TIMEOUT;
    const records = props.records ?? Records.metadata();
    checkConcurrency(this, props);
    if (timeout.toSeconds() > 900) {
      fail(this, `the timeout of ${timeout.toSeconds()} s is over the 900 s that Lambda allows`);
    }
    const quarantine = records.readsContent ? props.source._keepRejected() : undefined;
    markPart(this, props.source.bucket, ...(quarantine ? [quarantine.bucket] : []));
    checkTransform(this, props, records);
    const { value, files } = recordsEnvironment(records, props.tenants);
    if (props.function && Object.keys(files).length > 0) {
      fail(this, 'the schema is too large for the environment, and a function of yours cannot be given a file: leave descriptions of values to that function, '
        + 'and give the records a smaller schema or none');
    }
    const environment = {
      ...handlerEnvironment(this, INGEST_SERVICE, props),
      [Env.RECORDS]: value,
      ...(props.transform !== undefined && { [Env.TRANSFORM]: './transform/index.mjs' }),
      [Env.MAX_RECEIVES]: String(props.source.maxReceives),
      [Env.QUEUE_URL]: props.source.queue.queueUrl,
      ...(props.source.deadLetterQueue && { [Env.DEAD_LETTER_QUEUE_URL]: props.source.deadLetterQueue.queueUrl }),
      ...(quarantine && { [Env.QUARANTINE]: JSON.stringify(quarantine._config()) }),
      ...(props.announceTo && { [Env.EVENT_BUS]: props.announceTo.eventBusArn }),
    };
    usePlatform(this, props);
    if (quarantine) platformOf(this).network?._reach(quarantine);
    if (props.announceTo) platformOf(this).network?._reachBus(props.announceTo);
    const statements = [
      ...props.source._readStatements(), ...props.source._sendStatements(), ...props.table._ingestStatements(records),
      ...quarantine?._writeStatements() ?? [],
      ...(props.announceTo ? [new PolicyStatement({ actions: ['events:PutEvents'], resources: [props.announceTo.eventBusArn] })] : []),
    ];
    const values = runtimeValues(this, props);
    this.function = props.function
      ? this.adopt(props.function, { ...environment, ...values.environment }, [...statements, ...values.statements], props.importsPrepared ?? false)
      : handlerFunction(this, {
        handler: 'ingest',
        files,
        folders: props.transform === undefined ? {} : { transform: props.transform },
        description: 'Reads the objects that the queue names and commits their rows',
        timeout,
        memorySize: props.memorySize ?? 512,
        role: props.role,
        importsPrepared: props.importsPrepared,
        ...handlerOptionsOf(props),
        tracing: props.tracing,
        logLevel: props.logLevel,
        logRetention: props.logRetention,
        removalPolicy: props.removalPolicy,
        deadLetterQueue: props.source.deadLetterQueue,
        environment,
        statements,
      });
    this.alias = release(this, this.function, props, props.reservedConcurrentExecutions);
    // A function of another stack gets its environment from here, so the mapping must be there: the other way would be a cycle.
    const here = Stack.of(this.function) === Stack.of(this);
    const map = (name: string, { queueArn }: IQueue, maxConcurrency: number | undefined) => new EventSourceMapping(
      here ? this : this.function, here ? name : `${name}${Names.uniqueId(this)}`, {
        target: this.alias ?? this.function,
        eventSourceArn: queueArn,
        // A message of a batch that was never started is charged a receive all the same, so content is read one object at a time.
        batchSize: records.readsContent ? 1 : 10,
        maxConcurrency,
        reportBatchItemFailures: true,
      },
    );
    const { queue, backfillQueue } = props.source;
    map('Messages', queue, props.maxConcurrency ?? concurrencyOf(props.table.table, props.reservedConcurrentExecutions));
    if (backfillQueue) map('BackfillMessages', backfillQueue, props.source._backfillConcurrency);
    checkMessageSize(this, queue);
    this.node.addValidation({ validate: () => [...visibilityProblems(queue, this.function, timeout), ...drainProblems(queue, props.table.table)] });
  }

  /** A function of the caller's gets the same environment and rights, or an error that hands them over. */
  private adopt(fn: IFunction, environment: Record<string, string>, statements: PolicyStatement[], prepared: boolean): IFunction {
    if (fn instanceof Function) {
      for (const [name, value] of Object.entries(environment)) fn.addEnvironment(name, value);
      for (const statement of statements) fn.addToRolePolicy(statement);
    } else if (!prepared) {
      const variables = JSON.stringify(Stack.of(this).resolve(environment));
      handOver(this, `the function ${fn.functionName} is an import, so it cannot be given the environment ${variables} and its rights from here`, statements);
    }
    return fn;
  }
}
