import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { backfillDefinition } from './backfill-definition';
import { markPart } from '../compliance/scope-marker';
import { DistributedConfig, MAX_BATCH_OBJECTS } from '../contract';
import { fail } from '../private/imports';
import { keyStatements } from '../private/key-statements';
import { declareLogGroup } from '../private/log-group';
import { createPolicy, createRole } from '../private/roles';
import { DistributedBackfillOptions } from '../source/distributed-backfill-options';
import { IngestSource } from '../source/ingest-source';

/** Props of {@link DistributedBackfill}. */
export interface DistributedBackfillProps extends DistributedBackfillOptions {
  readonly source: IngestSource;
  readonly tracing?: boolean;
  readonly logRetention?: RetentionDays;
  readonly removalPolicy?: RemovalPolicy;
}

/** Goes through a bucket by Step Functions' Distributed Map, and has the maintenance function look at each batch. */
export class DistributedBackfill extends Construct {
  public readonly stateMachine: StateMachine;
  private readonly role: IRole;
  private readonly manifestPrefix?: string;

  constructor(scope: Construct, id: string, props: DistributedBackfillProps) {
    super(scope, id);
    const { source, inventoryBucket, inventoryPrefix, maxConcurrency = 10, batchSize = MAX_BATCH_OBJECTS, toleratedFailurePercentage = 0 } = props;
    checkNumber(this, 'maxConcurrency', maxConcurrency, 1, 100);
    checkNumber(this, 'batchSize', batchSize, 1, MAX_BATCH_OBJECTS);
    checkNumber(this, 'toleratedFailurePercentage', toleratedFailurePercentage, 0, 100);
    if (inventoryPrefix !== undefined && !inventoryBucket) {
      fail(this, `backfill.distributed.inventoryPrefix is ${JSON.stringify(inventoryPrefix)} without a bucket that it is in: pass inventoryBucket too`);
    }
    markPart(this, source.bucket, ...(inventoryBucket ? [inventoryBucket] : []));
    this.manifestPrefix = inventoryBucket && (inventoryPrefix ?? '');
    this.role = createRole(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com'), description: 'Goes through the bucket for a backfill' });
    for (const statement of readStatements(props)) this.role.addToPrincipalPolicy(statement);
    const stack = Stack.of(this);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(stack.toJsonString(backfillDefinition({
        partition: stack.partition,
        bucketName: (inventoryBucket ?? source.bucket).bucketName,
        overInventory: inventoryBucket !== undefined,
        maxConcurrency,
        batchSize,
        toleratedFailurePercentage,
      }))),
      role: this.role,
      tracingEnabled: props.tracing ?? true,
      // Inputs hold keys of objects, which are nobody's business in a log.
      logs: { destination: declareLogGroup(this, 'Logs', props), level: LogLevel.ALL, includeExecutionData: false },
    });
  }

  /**
   * Lets the state machine run its batches: a policy of its own, because function and state machine wait for the role's other one.
   *
   * @internal
   */
  public _runBatchesBy(fn: IFunction): void {
    const { stateMachineArn, stateMachineName } = this.stateMachine;
    const executions = Stack.of(this).formatArn({
      service: 'states', resource: 'execution', resourceName: `${stateMachineName}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    createPolicy(this, 'Batches', {
      roles: [this.role],
      statements: [
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }),
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
        new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [executions] }),
      ],
    });
  }

  /**
   * What a function needs to start a run.
   *
   * @internal
   */
  public _startStatements(): PolicyStatement[] {
    return [new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachine.stateMachineArn] })];
  }

  /**
   * What the handler gets.
   *
   * @internal
   */
  public _config(): DistributedConfig {
    return { stateMachine: this.stateMachine.stateMachineArn, ...(this.manifestPrefix !== undefined && { manifestPrefix: this.manifestPrefix }) };
  }
}

function readStatements({ source, inventoryBucket, inventoryPrefix = '' }: DistributedBackfillProps): PolicyStatement[] {
  if (!inventoryBucket) return [source._listStatement()];
  return [
    new PolicyStatement({ actions: ['s3:GetObject'], resources: [inventoryBucket.arnForObjects(`${inventoryPrefix}*`)] }),
    ...keyStatements(inventoryBucket.encryptionKey, ['kms:Decrypt']),
  ];
}

function checkNumber(scope: Construct, name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    fail(scope, `backfill.distributed.${name} is a whole number from ${least} to ${most}, not ${value}`);
  }
}
