import type { ApiConfig } from './ports';
import { forbidden, type Problem } from './problem';
import { type AccessConfig, type Authorization, Right, TENANT_NAME, tenantPrefix, type TenantSource } from '../../../src/contract';

/** What the gateway says about a caller. Everything in it was checked by the gateway; nothing of it comes from the request itself. */
export interface RequestContext {
  readonly requestId?: string;
  /** Path of the request with the stage, or with the base path of a custom domain. */
  readonly path?: string;
  readonly identity?: { readonly userArn?: string | null; readonly apiKeyId?: string | null } | null;
  readonly authorizer?: Record<string, unknown> | null;
}

/** Who calls, as far as the gateway knows. */
export interface Caller {
  /** The same for each request of one caller and for no other: an ARN, a subject, the id of a key. Empty for somebody without a name. */
  readonly name: string;
  readonly rights: ReadonlySet<Right>;
  /** Undefined where there are no tenants, and where the gateway names none. */
  readonly tenant?: string;
}

const ALL: readonly Right[] = [Right.CALLER, Right.READER, Right.UPLOADER, Right.OPERATOR];
const NO_OPERATOR: readonly Right[] = [Right.CALLER, Right.READER, Right.UPLOADER];

/** The caller of a request. What the gateway does not say is not guessed: then there is no name, no right, no tenant. */
export function callerOf(context: RequestContext | undefined, { authorization, operatorKeys, tenant }: AccessConfig): Caller {
  const rights = new Set(rightsOf(authorization, context));
  const keyId = context?.identity?.apiKeyId ?? '';
  if (operatorKeys && !operatorKeys.includes(keyId)) rights.delete(Right.OPERATOR);
  const named = tenant && tenantOf(tenant, context);
  return { name: nameOf(authorization, context), rights, ...named !== undefined && TENANT_NAME.test(named) && { tenant: named } };
}

/** Why a caller may not use a route that asks for a right, or undefined. */
export function refusal(caller: Caller, right: Right, { tenant }: AccessConfig): Problem | undefined {
  if (!caller.rights.has(right)) return forbidden(`this needs the right of ${article(right)}: ask whoever runs this API for it`);
  if (right !== Right.CALLER && tenant && caller.tenant === undefined) {
    return forbidden('the caller belongs to no tenant: ask whoever runs this API for one');
  }
  return undefined;
}

/** What the keys start with that a caller sees. Empty for every key. */
export function visiblePrefix({ tenant }: Caller, { access, source }: ApiConfig): string {
  if (!access.tenant) return '';
  if (tenant === undefined) throw new Error('a caller without a tenant sees nothing: authorize before looking');
  return tenantPrefix(source, tenant);
}

/** What the keys of a caller's uploads start with. */
export function uploadPrefix(caller: Caller, config: ApiConfig): string {
  return visiblePrefix(caller, config) || config.source.prefix;
}

function rightsOf(authorization: Authorization, context: RequestContext | undefined): readonly Right[] {
  switch (authorization.kind) {
    case 'iam': return rightsOfPrincipal(authorization.operators, context?.identity?.userArn);
    case 'cognito': return rightsOfClaims(authorization, claimsOf(context));
    case 'authorizer': return rightsOfContext(authorization.rightsKey, context?.authorizer);
    default: return authorization.kind === 'apiKey' ? ALL : NO_OPERATOR;
  }
}

/** The gateway has evaluated the caller's policies for this very method and path, so what it let through is allowed. */
function rightsOfPrincipal(operators: string[] | undefined, userArn: string | null | undefined): readonly Right[] {
  if (!userArn) return [];
  return !operators || operators.some(operator => samePrincipal(operator, userArn)) ? ALL : NO_OPERATOR;
}

function rightsOfClaims(config: Extract<Authorization, { kind: 'cognito' }>, claims: Record<string, unknown> | undefined): readonly Right[] {
  if (!claims) return [];
  const scopes = words(claims.scope);
  const has = (wanted: string[], given: string[]): boolean => wanted.some(one => given.includes(one));
  if (has(config.operatorScopes, scopes) || has(config.operatorGroups, words(claims['cognito:groups']))) return ALL;
  return [
    Right.CALLER,
    ...config.scopes.length === 0 || has(config.scopes, scopes) ? [Right.READER] : [],
    ...config.uploadScopes.length === 0 || has(config.uploadScopes, scopes) ? [Right.UPLOADER] : [],
  ];
}

/** Rights that the authorizer lists. One that lists none has decided by its policy, and does not make operators by saying nothing. */
function rightsOfContext(rightsKey: string, context: Record<string, unknown> | null | undefined): readonly Right[] {
  if (!context) return [];
  if (context[rightsKey] === undefined) return NO_OPERATOR;
  const listed = words(context[rightsKey]);
  return listed.includes(Right.OPERATOR) ? ALL : NO_OPERATOR.filter(right => right === Right.CALLER || listed.includes(right));
}

/** A list of words as the gateway writes it: `a b`, `a,b` or `[a b]`; or a real list. */
function words(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? value.replace(/^\[(.*)\]$/, '$1').split(/[\s,]+/).filter(word => word !== '') : [];
}

function tenantOf(source: TenantSource, context: RequestContext | undefined): string | undefined {
  const userArn = context?.identity?.userArn ?? '';
  switch (source.from) {
    case 'claim': return textOf(claimsOf(context)?.[source.name]);
    case 'context': return textOf(context?.authorizer?.[source.name]);
    case 'session': return sessionOf(userArn)?.session;
    case 'principal': return Object.entries(source.tenants).find(([arn]) => samePrincipal(arn, userArn))?.[1];
    default: return new Map(Object.entries(source.tenants)).get(context?.identity?.apiKeyId ?? '');
  }
}

function nameOf({ kind }: Authorization, context: RequestContext | undefined): string {
  const { userArn, apiKeyId } = context?.identity ?? {};
  const name = kind === 'cognito' ? claimsOf(context)?.sub : kind === 'authorizer' ? context?.authorizer?.principalId : kind === 'iam' ? userArn : undefined;
  return textOf(name) ?? apiKeyId ?? '';
}

function claimsOf(context: RequestContext | undefined): Record<string, unknown> | undefined {
  const claims = context?.authorizer?.claims;
  return typeof claims === 'object' && claims !== null ? claims as Record<string, unknown> : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Account, role and name of a role's session: its ARN names the role without the role's path. */
function sessionOf(arn: string): { account: string; role: string; session: string } | undefined {
  const [, account, role, session] = /^arn:[^:]+:sts::(\d*):assumed-role\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
  return session === undefined ? undefined : { account, role, session };
}

/** Whether the ARN of a role or a user is that of the principal that called. */
function samePrincipal(arn: string, userArn: string): boolean {
  const session = sessionOf(userArn);
  if (!session) return arn === userArn;
  const [, account, role] = /^arn:[^:]+:iam::(\d*):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return role === session.role && account === session.account;
}

function article(right: Right): string {
  return /^[aeiou]/.test(right) ? `an ${right}` : `a ${right}`;
}
