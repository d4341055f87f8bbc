import { RemovalPolicy } from 'aws-cdk-lib';

/** A starting point for every value that the caller leaves open. Each value can still be set by its own prop. */
export enum Preset {
  /**
   * Lean and destroyed with the stack: for a laptop, a branch, a trial. Outside of the compliance promise.
   */
  SANDBOX = 'sandbox',
  /** Holds to the AwsSolutions and Serverless rule packs; data survives the deletion of the stack. */
  STANDARD = 'standard',
}

/** What a preset decides. */
export interface PresetValues {
  readonly removalPolicy: RemovalPolicy;
  readonly emptyOnDelete: boolean;
  readonly serverAccessLogs: boolean;
  readonly pointInTimeRecovery: boolean;
  readonly accountLogging: boolean;
  readonly waf: boolean;
  readonly alarms: boolean;
}

/** The presets, as plain data. */
export const PRESETS: Record<Preset, PresetValues> = {
  [Preset.SANDBOX]: {
    removalPolicy: RemovalPolicy.DESTROY,
    emptyOnDelete: true,
    serverAccessLogs: false,
    pointInTimeRecovery: false,
    accountLogging: false,
    waf: false,
    alarms: false,
  },
  [Preset.STANDARD]: {
    removalPolicy: RemovalPolicy.RETAIN,
    emptyOnDelete: false,
    serverAccessLogs: true,
    pointInTimeRecovery: true,
    accountLogging: true,
    waf: true,
    alarms: true,
  },
};
