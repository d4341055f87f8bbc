import { IKey } from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import type { IngestNetwork } from '../network/ingest-network';

/** What every function and log group below a construct has in common, whichever part makes it. */
export interface Platform {
  /** Where the functions run. */
  readonly network?: IngestNetwork;
  /** Key of the functions' environments. */
  readonly environmentKey?: IKey;
  /** Key of the log groups. */
  readonly logKey?: IKey;
  /** Policies of roles are managed and not inline. */
  readonly managedPolicies?: boolean;
  /** Roles may log by AWS's own policy and not by one of ours. */
  readonly basicExecutionRole?: boolean;
  /** The right to log has a policy of its own. */
  readonly loggingPolicy?: boolean;
}

const PLATFORM = Symbol.for('serverless-ingest-api.platform');

const NAMES: readonly (keyof Platform)[] = ['network', 'environmentKey', 'logKey', 'managedPolicies', 'basicExecutionRole', 'loggingPolicy'];

/** Says for all constructs below what they have in common. What is undefined is left as it is above. */
export function usePlatform(construct: IConstruct, platform: Platform): void {
  const said = NAMES.flatMap((name) => platform[name] === undefined ? [] : [[name, platform[name]]]);
  Object.defineProperty(construct, PLATFORM, { value: { ...platformOf(construct), ...Object.fromEntries(said) }, configurable: true });
}

/** What the nearest construct above said. */
export function platformOf(construct: IConstruct): Platform {
  for (const scope of [...construct.node.scopes].reverse()) {
    const platform = (scope as { [PLATFORM]?: Platform })[PLATFORM];
    if (platform) return platform;
  }
  return {};
}
