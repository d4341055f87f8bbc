import { ApiKey, IApiKey, RestApi, ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { ApiOptions } from './api-options';
import { ClientKey } from './client-key';
import { checkTenant } from './tenancy';
import { fail } from '../private/imports';

/** A key that was created here. */
export interface CreatedKey {
  /** Undefined for a key that nobody has named. */
  readonly name?: string;
  readonly key: IApiKey;
}

/** The API keys of an API, before the methods and the stage are there. */
export interface ApiKeys {
  /** Those of clients first, then those of operators. */
  readonly all: IApiKey[];
  /** Those that did not exist before, with their names. */
  readonly created: CreatedKey[];
  /** Ids of the operators' keys; undefined where operators are not told by their keys. */
  readonly operatorIds?: string[];
  /** Tenants by the id of their key. */
  readonly tenants: Record<string, string>;
}

/** Creates the keys that are asked for; one where keys are asked for and none is named. */
export function createKeys(scope: Construct, restApi: RestApi, required: boolean, options: ApiOptions): ApiKeys {
  const { apiKeys = [], operatorApiKeys = [], usagePlan } = options;
  const named = [...apiKeys, ...operatorApiKeys];
  if (!required) {
    if (named.length > 0 || usagePlan) fail(scope, 'API keys and their usage plan mean nothing where no method asks for a key: set requireApiKey to true');
    return { all: [], created: [], tenants: {} };
  }
  // Not `restApi.addApiKey`: that ties the key to the stage, which waits for the function, which is told the ids of the keys.
  if (named.length === 0) {
    const key = new ApiKey(restApi, 'Key');
    return { all: [key], created: [{ key }], tenants: {} };
  }
  const all = named.map((key) => createKey(scope, restApi, key));
  const tenants = named.flatMap(({ _tenant: tenant }, index) => tenant === undefined ? [] : [[all[index].keyId, tenant]]);
  return {
    all,
    created: named.flatMap(({ _source: { name } }, index) => name === undefined ? [] : [{ name, key: all[index] }]),
    ...(operatorApiKeys.length > 0 && { operatorIds: all.slice(apiKeys.length).map(({ keyId }) => keyId) }),
    tenants: Object.fromEntries(tenants) as Record<string, string>,
  };
}

/** Puts the keys into a usage plan of the stage. */
export function meterKeys(restApi: RestApi, keys: ApiKeys, throttle: ThrottleSettings, { usagePlan = {} }: ApiOptions): void {
  if (keys.all.length === 0) return;
  const plan = restApi.addUsagePlan('UsagePlan', {
    throttle: { rateLimit: usagePlan.rateLimit ?? throttle.rateLimit, burstLimit: usagePlan.burstLimit ?? throttle.burstLimit },
    quota: usagePlan.quota,
    apiStages: [{ stage: restApi.deploymentStage }],
  });
  keys.all.forEach((key) => plan.addApiKey(key));
}

function createKey(scope: Construct, restApi: RestApi, { _source: source, _tenant: tenant }: ClientKey): IApiKey {
  if (tenant !== undefined) checkTenant(scope, tenant);
  if (source.name === undefined) return source.key;
  const { name, secret, field } = source;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    fail(scope, `${JSON.stringify(name)} is not the name of an API key: take letters, digits, hyphens and underscores, at most 64`);
  }
  const id = `Key-${name}`;
  if (restApi.node.tryFindChild(id)) fail(scope, `two API keys are named ${name}: give each a name of its own`);
  const value = field === undefined ? secret?.secretValue : secret?.secretValueFromJson(field);
  return new ApiKey(restApi, id, { description: `The key of ${name}`, value: value?.unsafeUnwrap() });
}
