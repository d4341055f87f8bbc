import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { ensureAccountRole, type AccountPorts } from '../../../lambda-src/account-logging/ensure-account-role';
import { respond } from '../../../lambda-src/account-logging/respond';

/** An account whose API Gateway refuses a new role for a while. */
class Account implements AccountPorts {
  created: string[] = [];
  slept = 0;
  constructor(public role: string | undefined, private refusals = 0) {}
  accountRole = async () => this.role;
  createRole = async (name: string) => {
    this.created.push(name);
    return `arn:role/${name}`;
  };
  setAccountRole = async (arn: string) => {
    if (this.refusals-- > 0) throw new Error('The role ARN does not have required permissions');
    this.role = arn;
  };
  sleep = async () => { this.slept++; };
}

test('C3: a role that is set stays, and none is made', async () => {
  const account = new Account('arn:role/theirs');
  expect(await ensureAccountRole(account, 'ours')).toEqual({ RoleArn: 'arn:role/theirs', Changed: 'false' });
  expect(account).toMatchObject({ role: 'arn:role/theirs', created: [] });
});

test('C3: where none is set, one is made and set, once API Gateway knows it', async () => {
  const account = new Account(undefined, 3);
  expect(await ensureAccountRole(account, 'ours')).toEqual({ RoleArn: 'arn:role/ours', Changed: 'true' });
  expect(account).toMatchObject({ role: 'arn:role/ours', created: ['ours'], slept: 3 });
});

test('a refusal that does not end is an error', async () => {
  await expect(ensureAccountRole(new Account('', 1000), 'ours')).rejects.toThrow(/required permissions/);
});

test.each(['SUCCESS', 'FAILED'] as const)('CloudFormation is told %s at the URL that it gave', async (status) => {
  const bodies: string[] = [];
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      bodies.push(`${request.method} ${request.url} ${Buffer.concat(chunks).toString()}`);
      answer.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/done?signature=x`;
  const event = { RequestType: 'Create', StackId: 's', RequestId: 'r', LogicalResourceId: 'l', ResponseURL: url } as CloudFormationCustomResourceEvent;
  await respond(event, status, { RoleArn: 'a' }, 'because');
  server.close();
  expect(bodies).toHaveLength(1);
  const [method, path, ...body] = bodies[0].split(' ');
  expect([method, path]).toEqual(['PUT', '/done?signature=x']);
  expect(JSON.parse(body.join(' '))).toMatchObject({ Status: status, Reason: 'because', StackId: 's', RequestId: 'r', LogicalResourceId: 'l', Data: { RoleArn: 'a' } });
});
