/** Whose files a principal may upload. */
export interface GrantUploadOptions {
  /**
   * The tenant whose files they are.
   *
   * @default - none: only without tenants
   */
  readonly tenant?: string;

  /**
   * Tag of the principal that holds the tenant's name, so that one grant fits many principals.
   *
   * @default - none
   */
  readonly tenantTag?: string;
}
