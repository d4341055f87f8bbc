import {
  CreateAccessKeyCommand, CreateUserCommand, DeleteRolePolicyCommand, GetRoleCommand, GetRolePolicyCommand, ListRolePoliciesCommand,
  PutRolePolicyCommand, PutUserPolicyCommand, UpdateAssumeRolePolicyCommand, type IAMClient,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { signedBy, type Credentials } from './callers';
import { http } from '../../local/http';
import type { Session } from '../../local/session';

/** A statement of an IAM policy. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
}

interface Policy {
  readonly Version: string;
  readonly Statement: Statement[];
}

const policyOf = (statements: Statement[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** Creates a user who may do what the statements say. */
export async function createUser(iam: IAMClient, UserName: string, statements: Statement[]): Promise<Credentials> {
  await iam.send(new CreateUserCommand({ UserName }));
  if (statements.length > 0) await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'rights', PolicyDocument: policyOf(statements) }));
  return accessKeyOf(iam, UserName);
}

/** An access key for a user. */
export async function accessKeyOf(iam: IAMClient, UserName: string): Promise<Credentials> {
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
}

/** Name of the role that a function of the stack runs under. `output` is the stack's output that names the function. */
export async function roleOf({ clients, stack }: Session, output: RegExp): Promise<string> {
  const [, FunctionName] = Object.entries(stack.outputs).find(([name]) => output.test(name)) ?? [];
  const { Role: arn = '' } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/**
 * Gives a role one more policy.
 *
 * @returns takes it away
 */
export async function addRights(iam: IAMClient, RoleName: string, PolicyName: string, statements: Statement[]): Promise<() => Promise<unknown>> {
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: policyOf(statements) }));
  return () => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
}

/**
 * Takes one action out of every policy of a role.
 *
 * @returns gives it back
 * @throws Error where no policy of the role has it
 */
export async function takeAway(iam: IAMClient, RoleName: string, action: string): Promise<() => Promise<void>> {
  const undo: (() => Promise<unknown>)[] = [];
  const { PolicyNames: names = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of names) {
    const { PolicyDocument: text = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const { Statement: statements } = JSON.parse(decodeURIComponent(text)) as Policy;
    const left = statements
      .map((statement) => ({ ...statement, Action: [statement.Action].flat().filter((name) => name !== action) }))
      .filter(({ Action: actions }) => actions.length > 0);
    if (left.flatMap(({ Action: actions }) => actions).length === statements.flatMap(({ Action: actions }) => actions).length) continue;
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: policyOf(left) }));
    undo.push(() => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: policyOf(statements) })));
  }
  if (undo.length === 0) throw new Error(`no policy of ${RoleName} allows ${action}`);
  return async () => {
    await Promise.all(undo.map((run) => run()));
  };
}

/** Credentials of a session of a role, which is told to trust its own account for it. */
export async function assume(session: Session, iam: IAMClient, RoleName: string): Promise<Credentials> {
  const { Role: role } = await iam.send(new GetRoleCommand({ RoleName }));
  const trust = JSON.parse(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')) as { Statement: unknown[] };
  const ours = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' };
  const PolicyDocument = JSON.stringify({ ...trust, Statement: [...trust.Statement, ours] });
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  const url = new URL(session.endpoint);
  const body = String(new URLSearchParams({ Action: 'AssumeRole', Version: '2011-06-15', RoleArn: role?.Arn ?? '', RoleSessionName: 'test' }));
  const headers = signedBy(session, 'sts')({ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
  const answer = await http(url.href, { method: 'POST', headers, body, caFile: session.caFile });
  const value = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(answer.body)?.[1] ?? '';
  if (answer.status !== 200) throw new Error(`AssumeRole was answered with ${answer.status}: ${answer.body}`);
  return { accessKeyId: value('AccessKeyId'), secretAccessKey: value('SecretAccessKey'), sessionToken: value('SessionToken') };
}
