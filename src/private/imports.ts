import { Stack } from 'aws-cdk-lib';
import { IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';

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

/** Adds statements to a role, or hands them over where it is an import that takes none. */
export function addToRole(scope: IConstruct, role: IRole, prepared: boolean, statements: PolicyStatement[]): void {
  const added = statements.map((statement) => role.addToPrincipalPolicy(statement).statementAdded);
  if (!prepared && (added.includes(false) || isImmutable(role))) {
    handOver(scope, `the imported role ${role.roleName} cannot be changed from here`, statements);
  }
}

/** An import with `mutable: false` says that it added a statement and drops it: only its class tells. */
function isImmutable(role: IRole): boolean {
  return role.constructor.name.startsWith('Immutable');
}
