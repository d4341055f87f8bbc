import { CompliancePack } from './compliance-pack';

/** A finding of your own app that you accept, and why. */
export interface ComplianceException {
  /**
   * The exact id of the finding, as the gate prints it: `AwsSolutions-S1`, or `AwsSolutions-IAM5[Resource::*]`
   * where the rule reports one finding per statement. There are no wildcards.
   */
  readonly id: string;

  /**
   * Construct path of the resource, or of a construct around it, for example `MyStack/Reports`. It is matched by whole
   * path elements: `MyStack/Rep` does not cover `MyStack/Reports`.
   */
  readonly path: string;

  /** Why the finding is accepted, in at least 20 characters. It is printed in the evidence. */
  readonly reason: string;
}

/** How strict {@link ComplianceGate} is, and where its evidence goes. */
export interface ComplianceGateProps {
  /**
   * The rule packs that must be without an unexplained finding. Warnings count as much as errors.
   *
   * @default - AWS_SOLUTIONS and SERVERLESS
   */
  readonly packs?: CompliancePack[];

  /**
   * Findings of your own resources that you accept. One that explains nothing is listed in the evidence as stale.
   *
   * @default - only the register of `ServerlessIngestApi` explains anything
   */
  readonly exceptions?: ComplianceException[];

  /**
   * Where `evidence.json` and `evidence.html` are written; a relative path starts at the working directory.
   *
   * @default - `compliance/` in the cloud assembly (`cdk.out`), and the construct path below that for a scope that is not the app
   */
  readonly evidenceDirectory?: string;
}
