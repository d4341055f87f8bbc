import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Authorization, TENANT_NAME, TenantSource } from '../contract';
import { checkPrincipal } from './auth/iam-auth';
import { checkContextKey } from './auth/lambda-auth';
import { fail } from '../private/imports';

/**
 * How the tenant of a caller is found. Each tenant has the keys `<prefix><tenant>/…` of the bucket: uploads go there, lists hold
 * nothing else, and any id of another tenant is unknown. A caller without a tenant is refused.
 *
 * A tenant's name is 1 to 63 letters, digits, dots, hyphens and underscores, and starts with a letter or a digit.
 */
export class Tenancy {
  /**
   * A claim of the Cognito token. An attribute such as `custom:tenant` decides who sees what: no app client may have the right to
   * write it.
   */
  public static cognitoClaim(name: string): Tenancy {
    return new Tenancy('cognito', () => ({ from: 'claim', name }));
  }

  /**
   * A member of the context that the Lambda authorizer returns.
   *
   * @param key default `tenant`
   */
  public static authorizerContext(key: string = 'tenant'): Tenancy {
    return new Tenancy('authorizer', (scope) => {
      checkContextKey(scope, key);
      return { from: 'context', name: key };
    });
  }

  /**
   * The name of the role session that signs. Whoever may assume a role chooses the name, so the trust policy of each role that may
   * call the API must fix it by the condition key `sts:RoleSessionName`.
   */
  public static sessionName(): Tenancy {
    return new Tenancy('iam', () => ({ from: 'session' }));
  }

  /**
   * The role or user that signs. API Gateway tells a function the principal's ARN and none of its tags, so tags cannot be used.
   *
   * @param tenants a tenant's name for each ARN of a role or user
   */
  public static principals(tenants: { [arn: string]: string }): Tenancy {
    return new Tenancy('iam', (scope) => {
      for (const [arn, tenant] of Object.entries(tenants)) {
        checkPrincipal(scope, arn);
        checkTenant(scope, tenant);
      }
      return { from: 'principal', tenants };
    });
  }

  /** The tenant that the API key of the caller was given: `ClientKey.generated('acme', { tenant: 'acme' })`. */
  public static apiKeys(): Tenancy {
    return new Tenancy(undefined, (_, tenants) => ({ from: 'apiKey', tenants }));
  }

  private constructor(
    private readonly kind: Authorization['kind'] | undefined,
    private readonly source: (scope: Construct, tenantsOfKeys: Record<string, string>) => TenantSource,
  ) {}

  /**
   * Where the handler finds the tenant.
   *
   * @internal
   */
  public _bind(scope: Construct, authorization: Authorization, tenantsOfKeys: Record<string, string>): TenantSource {
    if (this.kind !== undefined && this.kind !== authorization.kind) {
      fail(scope, `the tenant is to be found by ${this.kind}, but callers are authorized by ${authorization.kind}: choose a Tenancy that goes with the ApiAuth`);
    }
    const source = this.source(scope, tenantsOfKeys);
    if (source.from === 'apiKey' && Object.keys(source.tenants).length === 0) {
      fail(scope, 'no API key has a tenant, so nobody could see anything: give tenants to the keys by ClientKey.generated(name, { tenant })');
    }
    return source;
  }
}

/** Refuses what cannot be the name of a tenant. */
export function checkTenant(scope: Construct, tenant: string): void {
  if (!Token.isUnresolved(tenant) && !TENANT_NAME.test(tenant)) {
    fail(scope, `${JSON.stringify(tenant)} is not the name of a tenant: `
      + 'take 1 to 63 letters, digits, dots, hyphens and underscores, starting with a letter or a digit');
  }
}
