import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, IFunction } from 'aws-cdk-lib/aws-lambda';
import { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DistributedBackfill } from './distributed-backfill';
import { MaintenanceOptions } from './maintenance-options';
import { TelemetryOptions } from './telemetry-options';
import { markPart } from '../compliance/scope-marker';
import { Env, JobKind } from '../contract';
import { handlerEnvironment } from '../private/handler-environment';
import { handlerFunction } from '../private/handler-function';
import { addToResourcePolicy, addToRole, fail } from '../private/imports';
import { platformOf } from '../private/platform';
import { IngestSource } from '../source/ingest-source';
import { IngestTable } from '../storage/ingest-table';

/** Props of {@link IngestMaintenance}. */
export interface IngestMaintenanceProps extends MaintenanceOptions, TelemetryOptions {
  /** Whose bucket is listed, and whose queues hints go to. */
  readonly source: IngestSource;
  /** What is swept and compared. */
  readonly table: IngestTable;

  /**
   * Whether objects have rows, which leave something to sweep.
   *
   * @default true
   */
  readonly readsRows?: boolean;

  /**
   * Concurrency that is set apart for the function, at least 2: a job goes on in another invocation.
   *
   * @default - none is set apart
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Name of the environment that the function reports.
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

  /**
   * Says that imports have been given the statements that an earlier synth handed over.
   *
   * @default false
   */
  readonly importsPrepared?: boolean;
}

/** As long as Lambda allows: a job that needs more goes on in a further invocation. */
const TIMEOUT = Duration.minutes(15);
const DAILY = Duration.days(1);

/**
 * Looks after the pipeline: removes what nobody sees any more, finds what no event told, and ingests again what an operator asks for. One run of a kind
 * at a time, each with a maximum and an entry in the table that tells who had what done.
 */
export class IngestMaintenance extends Construct {
  /** The function that runs jobs. */
  public readonly function: IFunction;
  /** What goes through the bucket for a distributed backfill; undefined where `source.backfill.distributed` is not given. */
  public readonly backfillStateMachine?: IStateMachine;

  constructor(scope: Construct, id: string, props: IngestMaintenanceProps) {
    super(scope, id);
    markPart(this, props.source.bucket);
    const { _distributedBackfill: wanted } = props.source;
    const distributed = wanted && new DistributedBackfill(this, 'DistributedBackfill', { ...props, ...wanted });
    this.backfillStateMachine = distributed?.stateMachine;
    if (distributed) platformOf(this).network?._reachStateMachine(distributed.stateMachine.stateMachineArn);
    this.function = this.createFunction(props, distributed);
    // The API hands it jobs, and it hands on to itself what takes longer than an invocation.
    platformOf(this).network?._reachFunction(this.function.functionArn);
    distributed?._runBatchesBy(this.function);
    const sweepEvery = props.sweepEvery ?? (props.readsRows ?? true ? DAILY : Duration.seconds(0));
    const reconcileEvery = props.reconcileEvery ?? (props.source._ownsBucket ? DAILY : Duration.seconds(0));
    this.schedule('Sweep', JobKind.SWEEP, sweepEvery, props.source);
    this.schedule('Reconcile', JobKind.RECONCILE, reconcileEvery, props.source);
  }

  /**
   * What a function needs to have a job done.
   *
   * @internal
   */
  public _startStatements(): PolicyStatement[] {
    return [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] })];
  }

  private createFunction(props: IngestMaintenanceProps, distributed: DistributedBackfill | undefined): IFunction {
    const { source, table } = props;
    const fn = handlerFunction(this, {
      handler: 'maintenance',
      description: 'Sweeps, reconciles, replays, backfills and redrives',
      timeout: TIMEOUT,
      memorySize: 512,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      tracing: props.tracing,
      logLevel: props.logLevel,
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
      importsPrepared: props.importsPrepared,
      deadLetterQueue: source.deadLetterQueue,
      environment: {
        ...handlerEnvironment(this, 'maintenance', props),
        [Env.QUEUE_URL]: source.queue.queueUrl,
        [Env.QUEUE_ARN]: [source.queue, ...(source.backfillQueue ? [source.backfillQueue] : [])].map((queue) => queue.queueArn).join(','),
        ...(source.backfillQueue && { [Env.BACKFILL_QUEUE_URL]: source.backfillQueue.queueUrl }),
        ...(source.deadLetterQueue && { [Env.DEAD_LETTER_QUEUE_URL]: source.deadLetterQueue.queueUrl }),
        ...(distributed && { [Env.DISTRIBUTED_BACKFILL]: Stack.of(this).toJsonString(distributed._config()) }),
      },
      statements: [
        ...source._maintenanceStatements(), ...table._readStatements(), ...table._ingestStatements(), ...(distributed?._startStatements() ?? []),
      ],
    });
    // A policy of its own: the function waits for its other one.
    if (fn.role) {
      addToRole(new Construct(this, 'Continuation'), fn.role, false, [
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }),
      ]);
    }
    return fn;
  }

  /** What EventBridge cannot deliver ends in the dead-letter queue, where a redrive leaves it alone. */
  private schedule(id: string, kind: JobKind, every: Duration, { deadLetterQueue }: IngestSource): void {
    if (every.toSeconds() === 0) return;
    if (every.toSeconds() % 60 !== 0) {
      fail(this, `${id.toLowerCase()}Every is ${every.toSeconds()} s: use whole minutes, or Duration.seconds(0) for never`);
    }
    const rule = new Rule(this, id, { description: `Starts the ${kind}`, schedule: Schedule.rate(every) });
    rule.addTarget({
      bind: () => ({
        arn: this.function.functionArn,
        input: { bind: () => ({ input: JSON.stringify({ schedule: kind }) }) },
        deadLetterConfig: deadLetterQueue && { arn: deadLetterQueue.queueArn },
      }),
    });
    new CfnPermission(this, `${id}Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.ruleArn,
    });
    if (deadLetterQueue && Stack.of(deadLetterQueue) === Stack.of(this)) {
      addToResourcePolicy(this, deadLetterQueue, `dead-letter queue ${deadLetterQueue.queueName}`, true, [new PolicyStatement({
        sid: `${id}Schedule`,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [deadLetterQueue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      })]);
    }
  }
}
