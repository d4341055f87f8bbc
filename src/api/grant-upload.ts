import { Construct } from 'constructs';
import { GrantUploadOptions } from './grant-upload-options';
import { checkTenant } from './tenancy';
import { fail } from '../private/imports';

/** The folder below the prefix of the source that a grant is limited to; empty for all of it. */
export function tenantFolder(scope: Construct, divided: boolean, { tenant, tenantTag }: GrantUploadOptions): string {
  if (tenant !== undefined && tenantTag !== undefined) {
    fail(scope, `a grant is for the tenant ${tenant} or for the tenant in the tag ${tenantTag}: choose one of them`);
  }
  if (!divided) {
    if (tenant === undefined && tenantTag === undefined) return '';
    fail(scope, 'a grant is for a tenant, and the API has no tenants: set api.tenancy, or leave the tenant out');
  }
  if (tenantTag !== undefined) {
    if (!/^[\w+=.:@-]{1,128}$/.test(tenantTag)) fail(scope, `${JSON.stringify(tenantTag)} is not the key of a tag: take letters, digits and +=.:@_-`);
    return `\${aws:PrincipalTag/${tenantTag}}/`;
  }
  if (tenant === undefined) {
    fail(scope, 'the API has tenants, and a grant for none of them would let the principal write the files of each: '
      + 'name the tenant, or say source.grantUpload(...) if that is what you want');
  }
  checkTenant(scope, tenant);
  return `${tenant}/`;
}
