/** Options of `ApiAuth.iam`. */
export interface IamAuthOptions {
  /**
   * ARNs of the roles and users that operate. The handler refuses everybody else, even those whom a policy allows the methods.
   *
   * @default - whoever is allowed the methods: API Gateway has evaluated the caller's policies for the method by then
   */
  readonly operators?: string[];
}
