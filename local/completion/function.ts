import {
  PutFunctionConcurrencyCommand, UpdateFunctionConfigurationCommand, type TracingMode, type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import type { Setting, Settings, Subject } from './setting';

/** Properties of AWS::Lambda::Function that the emulator drops. */
interface FunctionProperties {
  readonly DeadLetterConfig: { readonly TargetArn: string };
  readonly KmsKeyArn: string;
  readonly ReservedConcurrentExecutions: number;
  readonly TracingConfig: { readonly Mode: TracingMode };
  readonly VpcConfig: { readonly SubnetIds: string[]; readonly SecurityGroupIds: string[] };
}

type Configuration = Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName'>;

function configure<T>(part: (value: T) => Configuration): Setting<T> {
  return ({ clients, physicalId }: Subject, value: T) => clients.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: physicalId, ...part(value) }),
  );
}

/** Sets what the emulator drops of a function. */
export const functionSettings: Settings<FunctionProperties> = {
  DeadLetterConfig: configure((DeadLetterConfig) => ({ DeadLetterConfig })),
  KmsKeyArn: configure((KMSKeyArn) => ({ KMSKeyArn })),
  ReservedConcurrentExecutions: ({ clients, physicalId }, ReservedConcurrentExecutions) => clients.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: physicalId, ReservedConcurrentExecutions }),
  ),
  TracingConfig: configure((TracingConfig) => ({ TracingConfig })),
  VpcConfig: configure((VpcConfig) => ({ VpcConfig })),
};
