import { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { ILambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { Architecture, IFunction, ILayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { IParameter } from 'aws-cdk-lib/aws-ssm';

/** How traffic moves to a new version of a function, by AWS CodeDeploy. */
export interface GradualDeployment {
  /**
   * Canary, linear or all at once.
   *
   * @default LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES
   */
  readonly config?: ILambdaDeploymentConfig;

  /**
   * Alarms that roll the deployment back.
   *
   * @default - one, on errors of the alias (0.10 USD a month)
   */
  readonly alarms?: IAlarm[];

  /**
   * A function that is called before traffic moves, and answers CodeDeploy whether it may.
   *
   * @default - traffic moves unasked
   */
  readonly preTrafficHook?: IFunction;

  /**
   * A function that is called after traffic has moved, and answers CodeDeploy whether it is to stay.
   *
   * @default - traffic stays unasked
   */
  readonly postTrafficHook?: IFunction;
}

/** Instances of a function that are started ahead. Each costs by the hour, about 5.50 USD a month with 512 MiB on arm64. */
export interface ProvisionedConcurrency {
  /** Instances that are always there, at least 1. */
  readonly min: number;

  /**
   * Instances that there may be.
   *
   * @default - as many as `min`: nothing scales
   */
  readonly max?: number;

  /**
   * Share of the instances in use, 0.1 to 0.9, that scaling aims at.
   *
   * @default 0.7
   */
  readonly targetUtilization?: number;
}

/** What the caller may say about a function of the library's, whatever it does. */
export interface HandlerOptions {
  /**
   * Runtime of the library's own handler, a Node.js one.
   *
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: Runtime;

  /**
   * Processor of the function.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;

  /**
   * Layers of the caller's, for extensions; none is created.
   *
   * @default - none
   */
  readonly layers?: ILayerVersion[];

  /**
   * Name of an alias that events and requests go to; each deployment publishes a version behind it.
   *
   * @default - none, or `live` where deployments are gradual or concurrency is provisioned
   */
  readonly alias?: string;

  /**
   * Moves traffic to a new version bit by bit, and back on alarm.
   *
   * @default - all at once, as CloudFormation does
   */
  readonly gradualDeployment?: GradualDeployment;

  /**
   * Instances that are started ahead, so that nobody waits for a cold start.
   *
   * @default - none
   */
  readonly provisionedConcurrency?: ProvisionedConcurrency;

  /**
   * Parameters that the function may read at run time. Their names are in the variable `INGEST_PARAMETERS`, as a JSON object by
   * the names that are given here. Values are in no template and no environment.
   *
   * @default - none
   */
  readonly parameters?: { [name: string]: IParameter };

  /**
   * Secrets that the function may read at run time. Their ARNs are in the variable `INGEST_SECRETS`, as a JSON object by the names that are
   * given here. Values are in no template and no environment.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: ISecret };
}
