import { Resource, Stack, Token } from 'aws-cdk-lib';
import { IRole, ManagedPolicy, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { createPolicy } from './roles';

/** Refuses a value at synth: the message names the construct, the value seen and the fix. */
export function fail(scope: IConstruct, message: string): never {
  throw new Error(`${scope.node.path}: ${message}`);
}

/** Refuses an import that cannot be given what it needs, and hands over the statements to add. */
export function handOver(scope: IConstruct, what: string, statements: PolicyStatement[]): never {
  const text = JSON.stringify(Stack.of(scope).resolve(statements.map((statement) => statement.toStatementJson())), null, 2);
  fail(scope, `${what}: add these statements to it yourself and then pass importsPrepared: true\n${text}`);
}

/** Adds statements to the policy of a queue or a key, or hands them over where it is an import. */
export function addToResourcePolicy(scope: IConstruct, target: IQueue | IKey, name: string, prepared: boolean, statements: PolicyStatement[]): void {
  const added = statements.map((statement) => target.addToResourcePolicy(statement).statementAdded);
  if (!prepared && added.includes(false)) {
    handOver(scope, `the policy of the imported ${name} cannot be changed from here`, statements);
  }
}

/**
 * Gives statements to a role by a policy of our own beside it, so that a role of another stack needs nothing of ours.
 * A role that takes no policy gets the statements handed over.
 */
export function addToRole(scope: Construct, role: IRole, prepared: boolean, statements: PolicyStatement[]): Policy | ManagedPolicy | undefined {
  if (!takesPolicies(scope, role)) {
    if (!prepared) handOver(scope, `the imported role ${role.roleName} cannot be changed from here`, statements);
    return undefined;
  }
  return createPolicy(scope, 'Policy', { roles: [role], statements });
}

/** Whether a role can be changed from here: an import with `mutable: false`, or of another account, silently drops what it is given. */
export function takesPolicies(scope: Construct, role: IRole): boolean {
  if (Resource.isOwnedResource(role)) return true;
  const account = Stack.of(scope).account;
  const foreign = !Token.isUnresolved(account) && !Token.isUnresolved(role.env.account) && role.env.account !== account;
  return !foreign && !role.constructor.name.startsWith('Immutable');
}
