/** What the caller may say about rules that hold for everything in the account. */
export interface GovernanceOptions {
  /**
   * Regions that the pipeline may be in. Synthesis fails elsewhere, and where the stack does not say its region.
   *
   * @default - every region
   */
  readonly allowedRegions?: string[];

  /**
   * Tags on every resource that takes them. The tag `stage` comes with them.
   *
   * @default - none
   */
  readonly tags?: { [name: string]: string };

  /**
   * AWS Config rules that watch the functions: no public access, the runtimes that they have here, a dead-letter queue; in a network that they stay
   * in it, with reserved concurrency that it is set. Needs the account's recorder; 0.001 USD for each evaluation.
   *
   * @default false
   */
  readonly configRules?: boolean;

  /**
   * Managed policies instead of inline ones on the roles that are created.
   *
   * @default - false, true in the preset `regulated`
   */
  readonly managedPolicies?: boolean;

  /**
   * Lets the functions log by AWS's managed policy `AWSLambdaBasicExecutionRole`, which names no log group, instead of a statement that does.
   *
   * @default false
   */
  readonly basicExecutionRole?: boolean;

  /**
   * Gives each function's right to log a policy of its own, apart from its other rights. Excludes `basicExecutionRole`.
   *
   * @default false
   */
  readonly loggingPolicy?: boolean;
}
