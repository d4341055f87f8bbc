import type { SourceConfig } from './source';

/** What a route asks of its caller. */
export const Right = {
  /** Whoever the gateway has let in. */
  CALLER: 'caller',
  /** Sees objects and rows. */
  READER: 'reader',
  /** Puts new objects. */
  UPLOADER: 'uploader',
  /** Deletes, replays, reconciles; and all of the others. */
  OPERATOR: 'operator',
} as const;
export type Right = typeof Right[keyof typeof Right];

/** How the gateway has made sure who calls, and where the caller's rights are found then. */
export type Authorization =
  /** A policy was evaluated for the method and path. `operators` are ARNs of roles and users: only they operate, where the list is there. */
  | { readonly kind: 'iam'; readonly operators?: string[] }
  /** A token of a user pool. Empty scopes and groups give no right, but empty `scopes` let every token read and upload. */
  | { readonly kind: 'cognito'; readonly scopes: string[]; readonly uploadScopes: string[]; readonly operatorScopes: string[]; readonly operatorGroups: string[] }
  /** The context of a Lambda authorizer; `rightsKey` is its member that lists rights. */
  | { readonly kind: 'authorizer'; readonly rightsKey: string }
  | { readonly kind: 'apiKey' }
  | { readonly kind: 'none' };

/** Where the tenant of a caller is found. */
export type TenantSource =
  /** A claim of the token, or a member of the authorizer's context. */
  | { readonly from: 'claim' | 'context'; readonly name: string }
  /** The name of the role's session. */
  | { readonly from: 'session' }
  /** Tenants by ARN of a role or user, or by id of an API key. */
  | { readonly from: 'principal' | 'apiKey'; readonly tenants: Record<string, string> };

/** Who may do what. */
export interface AccessConfig {
  readonly authorization: Authorization;
  /** Every request needs an API key, whatever else it needs. */
  readonly apiKeyRequired?: boolean;
  /** Ids of API keys: only their holders operate, where the list is there. */
  readonly operatorKeys?: string[];
  /** Without it there are no tenants, and every caller sees every object. */
  readonly tenant?: TenantSource;
}

/** Which pages of other origins may read answers. */
export interface CorsConfig {
  readonly origins: string[];
  readonly exposedHeaders: string[];
  readonly credentials: boolean;
}

/** What a tenant may be called: it becomes one segment of object keys. */
export const TENANT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** What the keys of a tenant's objects start with. */
export function tenantPrefix({ prefix }: SourceConfig, tenant: string): string {
  return `${prefix}${tenant}/`;
}
