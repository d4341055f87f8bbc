/** Options of `ApiAuth.cognito`. */
export interface CognitoAuthOptions {
  /**
   * OAuth scopes of which the access token must hold one to read.
   *
   * @default - none: an identity token of the pool is enough
   */
  readonly scopes?: string[];

  /**
   * OAuth scopes of which the access token must hold one to upload.
   *
   * @default - the same as `scopes`
   */
  readonly uploadScopes?: string[];

  /**
   * OAuth scopes of which the access token must hold one to operate: to delete, to replay, to reconcile, and to do all that others may.
   *
   * @default - none: no scope makes an operator
   */
  readonly operatorScopes?: string[];

  /**
   * Groups of the pool whose members operate. Names without spaces, commas and brackets, because API Gateway hands the groups of a
   * caller over as one text.
   *
   * @default - none: no group makes an operator
   */
  readonly operatorGroups?: string[];
}
