import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';

/** What it takes to write to a bucket or a queue under a customer-managed key. */
export const WRITE_UNDER_KEY = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** The statement that allows actions with a key; none where there is no key. */
export function keyStatements(key: IKey | undefined, actions: string[]): PolicyStatement[] {
  return key ? [new PolicyStatement({ actions, resources: [key.keyArn] })] : [];
}
