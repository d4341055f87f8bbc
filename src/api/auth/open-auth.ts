import { AuthorizationType, MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import { AuthKind } from './auth-kind';
import { Authorization } from '../../contract';

/** No proof of who calls: an API key at most. */
export class OpenAuth implements AuthKind {
  public readonly needsAllow = true;
  public readonly authorization: Authorization;

  constructor(kind: 'apiKey' | 'none', public readonly reason?: string) {
    if (kind === 'none' && !/\S/.test(reason ?? '')) {
      throw new Error('ApiAuth.none takes a reason, and this one is empty: say in a sentence why anybody may call this API');
    }
    this.authorization = { kind };
  }

  public bind(): () => MethodOptions {
    return () => ({ authorizationType: AuthorizationType.NONE });
  }
}
