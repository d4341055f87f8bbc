import { RemovalPolicy } from 'aws-cdk-lib';

/** A starting point for every value that the caller leaves open. Each value can still be set by its own prop. */
export enum Preset {
  /**
   * Lean and destroyed with the stack: for a laptop, a branch, a trial. Outside of the compliance promise.
   */
  SANDBOX = 'sandbox',
  /** Holds to the AwsSolutions and Serverless rule packs; data survives the deletion of the stack. */
  STANDARD = 'standard',
  /**
   * Holds to the HIPAA Security, NIST 800-53 R4 and R5 and PCI DSS rule packs as well. Needs a VPC, a log bucket, a bucket for copies, a key and an alarm
   * action of the caller's, and an account whose logging role of API Gateway is set.
   */
  REGULATED = 'regulated',
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
  /** What nobody has for nothing: logs of the web ACL, backups, a client certificate, concurrency that is set apart, managed policies. */
  readonly regulated: boolean;
}

const STANDARD: PresetValues = {
  removalPolicy: RemovalPolicy.RETAIN,
  emptyOnDelete: false,
  serverAccessLogs: true,
  pointInTimeRecovery: true,
  accountLogging: true,
  waf: true,
  alarms: true,
  regulated: false,
};

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
    regulated: false,
  },
  [Preset.STANDARD]: STANDARD,
  [Preset.REGULATED]: { ...STANDARD, regulated: true },
};
