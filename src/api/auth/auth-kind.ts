import { MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { Authorization, Right } from '../../contract';

/** What an API needs to know about a way to authorize its callers. */
export interface AuthKind {
  /** Where the handler finds the rights of a caller. */
  readonly authorization: Authorization;
  /**
   * True where the resource policy must hold an Allow: for callers that are anonymous to IAM, and after a token of Cognito.
   * Beside IAM or a Lambda authorizer an Allow would overrule what their policies do not allow.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
   */
  readonly needsAllow: boolean;
  /** Request headers that it reads, besides Authorization. */
  readonly headers?: string[];
  /** Why there is no authorization, where there is none. */
  readonly reason?: string;
  /**
   * Creates what the methods share.
   *
   * @returns what a method needs that asks for a right
   */
  bind(scope: Construct, importsPrepared: boolean): (right: Right) => MethodOptions;
}
