/** What a scanner has against a resource of a template. */
export interface Finding {
  /** `cfn-lint`, `checkov` or `cfn-guard`. */
  readonly scanner: string;
  /** The scanner's own name of the rule. */
  readonly rule: string;
  /** Name of the template. */
  readonly template: string;
  /** Logical id without the hash at its end; empty where it is about the template. */
  readonly resource: string;
}

/** A logical id as the construct's path makes it, without the eight characters that tell it from others. */
export function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
