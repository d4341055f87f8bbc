import { APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { ensureAccountRole, type AccountPorts } from './ensure-account-role';
import { respond } from './respond';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** Lambda's entry point: a custom resource that leaves everything as it is when it goes. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  try {
    const data = event.RequestType === 'Delete' ? {} : await ensureAccountRole(ports(event.ResourceProperties.ManagedPolicyArn as string), event.ResourceProperties.RoleName as string);
    await respond(event, 'SUCCESS', data);
  } catch (error) {
    await respond(event, 'FAILED', {}, error instanceof Error ? error.message : String(error));
  }
}

function ports(managedPolicyArn: string): AccountPorts {
  const iam = new IAMClient();
  const gateway = new APIGatewayClient();
  return {
    accountRole: async () => (await gateway.send(new GetAccountCommand({}))).cloudwatchRoleArn,
    setAccountRole: async (arn) => {
      await gateway.send(new UpdateAccountCommand({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: arn }] }));
    },
    createRole: async (name) => {
      const arn = await iam.send(new CreateRoleCommand({
        RoleName: name,
        AssumeRolePolicyDocument: TRUST,
        Description: 'Lets API Gateway write the logs of every API of this account and region',
      })).then((answer) => answer.Role?.Arn, async (error: Error) => {
        if (error.name !== 'EntityAlreadyExistsException') throw error;
        return (await iam.send(new GetRoleCommand({ RoleName: name }))).Role?.Arn;
      });
      await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: managedPolicyArn }));
      return arn ?? '';
    },
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}
