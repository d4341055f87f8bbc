import { CreateRequestValidatorCommand, UpdateMethodCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import type { DeployedStack } from '../deploy';
import type { CompletedSetting, Settings, Subject } from './setting';

/** Properties of AWS::ApiGateway::Stage that the emulator drops. */
interface StageProperties {
  readonly AccessLogSetting: { readonly DestinationArn: string; readonly Format: string };
}

interface ValidatorProperties {
  readonly RestApiId: string;
  readonly Name?: string;
  readonly ValidateRequestBody?: boolean;
  readonly ValidateRequestParameters?: boolean;
}

/** Sets what the emulator drops of a stage. */
export const stageSettings: Settings<StageProperties> = {
  AccessLogSetting: ({ clients, physicalId, resource, resolve }, { DestinationArn, Format }) => clients.apiGateway.send(new UpdateStageCommand({
    restApiId: String(resolve(resource.Properties?.RestApiId)),
    stageName: physicalId,
    patchOperations: [
      // Without the `:*` that a log group's ARN ends with in CloudFormation.
      { op: 'replace', path: '/accessLogSettings/destinationArn', value: DestinationArn.replace(/:\*$/, '') },
      { op: 'replace', path: '/accessLogSettings/format', value: Format },
    ],
  })),
};

/**
 * Makes a request validator, of which the emulator's CloudFormation only invents an id, and gives it to the methods that
 * refer to it.
 */
export async function completeValidator({ logicalId, resource, clients, resolve }: Subject, stack: DeployedStack): Promise<CompletedSetting[]> {
  const properties = resolve(resource.Properties) as ValidatorProperties;
  const { id } = await clients.apiGateway.send(new CreateRequestValidatorCommand({
    restApiId: properties.RestApiId,
    name: properties.Name,
    validateRequestBody: properties.ValidateRequestBody ?? false,
    validateRequestParameters: properties.ValidateRequestParameters ?? false,
  }));
  const methods = methodsWith(stack, logicalId);
  await Promise.all(methods.map((method) => {
    // The emulator's physical id of a method is made of these three.
    const [restApiId, resourceId, httpMethod] = stack.physicalIds[method].split('-');
    return clients.apiGateway.send(new UpdateMethodCommand({
      restApiId, resourceId, httpMethod, patchOperations: [{ op: 'replace', path: '/requestValidatorId', value: id }],
    }));
  }));
  return [{ logicalId, property: 'RestApiId' }, ...methods.map((method) => ({ logicalId: method, property: 'RequestValidatorId' }))];
}

function methodsWith({ template, physicalIds }: DeployedStack, validator: string): string[] {
  return Object.entries(template.Resources)
    .filter(([id, { Type, Properties }]) => Type === 'AWS::ApiGateway::Method' && id in physicalIds
      && (Properties?.RequestValidatorId as { Ref?: string } | undefined)?.Ref === validator)
    .map(([id]) => id);
}
