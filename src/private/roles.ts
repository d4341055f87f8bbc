import { Stack } from 'aws-cdk-lib';
import { AddToPrincipalPolicyResult, ManagedPolicy, Policy, PolicyDocument, PolicyProps, PolicyStatement, Role, RoleProps } from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { platformOf } from './platform';

/** IAM takes so many characters, white space not counted: for all inline policies of a role together, and for a managed one. */
const LARGEST_INLINE = 10_240;
const LARGEST_MANAGED = 6_144;

/** How long a reference may get: an ARN of ordinary length. */
const REFERENCE_LENGTH = 100;

/** A role whose statements, whoever adds them, stand in a managed policy. */
class RoleWithManagedPolicy extends Role {
  private managed?: ManagedPolicy;

  public override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.managed ??= checkedSize(new ManagedPolicy(this, 'ManagedPolicy', { roles: [this] }), LARGEST_MANAGED);
    this.managed.addStatements(statement);
    return { statementAdded: true, policyDependable: this.managed };
  }
}

/** Creates a role with policies of the kind that is asked for around it. */
export function createRole(scope: Construct, id: string, props: RoleProps): Role {
  return platformOf(scope).managedPolicies ? new RoleWithManagedPolicy(scope, id, props) : new Role(scope, id, props);
}

/** Creates a policy of the kind that is asked for around it. */
export function createPolicy(scope: Construct, id: string, props: Pick<PolicyProps, 'roles' | 'statements'>): Policy | ManagedPolicy {
  return platformOf(scope).managedPolicies
    ? checkedSize(new ManagedPolicy(scope, id, props), LARGEST_MANAGED)
    : checkedSize(new Policy(scope, id, props), LARGEST_INLINE);
}

/** Refuses a policy at synth that IAM would refuse at deployment. */
function checkedSize<T extends IConstruct & { readonly document: PolicyDocument }>(policy: T, largest: number): T {
  policy.node.addValidation({
    validate: () => {
      const size = sizeOf(Stack.of(policy).resolve(policy.document));
      return size <= largest ? [] : [`the policy has about ${size} characters, and IAM takes ${largest}: give the role fewer resources to name, `
        + 'or bring a role of your own'];
    },
  });
  return policy;
}

/** Characters of a document once its references are ARNs. */
function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + sizeOf(one) + 1, 2);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)?.length ?? 0;
  const [name] = Object.keys(value);
  if (name === 'Ref' || name === 'Fn::GetAtt' || name === 'Fn::ImportValue') return REFERENCE_LENGTH;
  if (name === 'Fn::Join') return sizeOf((value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1]);
  return Object.entries(value).reduce((sum, [key, one]) => sum + key.length + sizeOf(one) + 4, 2);
}
