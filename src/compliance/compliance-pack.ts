/**
 * A pack of cdk-nag rules that {@link ComplianceGate} can hold an app to.
 *
 * @see https://github.com/cdklabs/cdk-nag/blob/main/RULES.md
 */
export enum CompliancePack {
  /** The AWS Solutions security matrix. */
  AWS_SOLUTIONS = 'AwsSolutions',
  /** Recommended practices for serverless applications. */
  SERVERLESS = 'Serverless',
  /** HIPAA Security Rule. */
  HIPAA_SECURITY = 'HIPAA.Security',
  /** NIST 800-53, revision 4. */
  NIST_800_53_R4 = 'NIST.800.53.R4',
  /** NIST 800-53, revision 5. */
  NIST_800_53_R5 = 'NIST.800.53.R5',
  /** PCI DSS 3.2.1. */
  PCI_DSS_321 = 'PCI.DSS.321',
}
