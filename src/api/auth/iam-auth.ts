import { Token } from 'aws-cdk-lib';
import { AuthorizationType, MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { AuthKind } from './auth-kind';
import { IamAuthOptions } from './iam-auth-options';
import { Authorization } from '../../contract';
import { fail } from '../../private/imports';

/** Signatures of IAM principals. */
export class IamAuth implements AuthKind {
  public readonly needsAllow = false;

  constructor(private readonly options: IamAuthOptions) {}

  public get authorization(): Authorization {
    const { operators } = this.options;
    return { kind: 'iam', ...(operators && { operators }) };
  }

  public bind(scope: Construct): () => MethodOptions {
    this.options.operators?.forEach((arn) => checkPrincipal(scope, arn));
    return () => ({ authorizationType: AuthorizationType.IAM });
  }
}

/** Refuses what is not the ARN of one role or user. */
export function checkPrincipal(scope: Construct, arn: string): void {
  if (!Token.isUnresolved(arn) && !/^arn:[a-z-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn)) {
    fail(scope, `${JSON.stringify(arn)} is not the ARN of a role or a user: take one such as arn:aws:iam::<account>:role/<name>`);
  }
}
