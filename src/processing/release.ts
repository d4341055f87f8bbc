import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, IAlarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { GradualDeployment, HandlerOptions, ProvisionedConcurrency } from './handler-options';
import { RUNBOOK } from '../operations/runbook';
import { fail } from '../private/imports';
import { createPolicy, createRole } from '../private/roles';

const DEFAULT_ALIAS = 'live';

/** Publishes a version of a function behind an alias, where something asks for one. */
export function release(scope: Construct, fn: IFunction, options: HandlerOptions, reserved?: number): Alias | undefined {
  const { gradualDeployment, provisionedConcurrency } = options;
  if (options.alias === undefined && !gradualDeployment && !provisionedConcurrency) return undefined;
  if (!(fn instanceof Function) || Stack.of(fn) !== Stack.of(scope)) {
    fail(scope, `the function ${fn.node.path} is not defined in this stack, so its versions cannot be published here: make its alias where the function is`);
  }
  const aliasName = options.alias ?? DEFAULT_ALIAS;
  if (!Token.isUnresolved(aliasName) && !/^(?!\d+$)[\w-]{1,128}$/.test(aliasName)) {
    fail(scope, `the alias ${JSON.stringify(aliasName)} is no name of an alias: take letters, digits, hyphens and underscores, and not digits alone`);
  }
  if (provisionedConcurrency) checkProvisioned(scope, provisionedConcurrency, reserved);
  const fixed = provisionedConcurrency && provisionedConcurrency.max === undefined;
  const alias = new Alias(scope, 'Alias', {
    aliasName, version: fn.currentVersion, provisionedConcurrentExecutions: fixed ? provisionedConcurrency.min : undefined,
  });
  if (provisionedConcurrency?.max !== undefined) {
    alias.addAutoScaling({ minCapacity: provisionedConcurrency.min, maxCapacity: provisionedConcurrency.max })
      .scaleOnUtilization({ utilizationTarget: provisionedConcurrency.targetUtilization ?? 0.7 });
  }
  if (gradualDeployment) deployGradually(scope, fn, alias, gradualDeployment);
  return alias;
}

function checkProvisioned(scope: Construct, { min, max = min, targetUtilization = 0.7 }: ProvisionedConcurrency, reserved?: number): void {
  if (Token.isUnresolved(min) || Token.isUnresolved(max)) return;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max < min) {
    fail(scope, `the provisioned concurrency is ${min} to ${max}: both are whole numbers, from 1, the second not below the first`);
  }
  if (reserved !== undefined && max > reserved) {
    fail(scope, `the provisioned concurrency ${max} is over the reserved concurrency ${reserved}: lower the first or raise the second`);
  }
  if (!(targetUtilization >= 0.1 && targetUtilization <= 0.9)) {
    fail(scope, `targetUtilization is a share from 0.1 to 0.9, not ${targetUtilization}`);
  }
}

/** The role is our own: the construct's would have a policy of AWS's with a wildcard. */
function deployGradually(scope: Construct, fn: Function, alias: Alias, { config, alarms, preTrafficHook, postTrafficHook }: GradualDeployment): void {
  const rollback: IAlarm[] = alarms ?? [new Alarm(scope, 'DeploymentErrors', {
    alarmDescription: `invocations of a version that is being deployed fail, so the deployment is rolled back; what to do: ${RUNBOOK}#deploymenterrors`,
    metric: alias.metricErrors({ period: Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })];
  const role = createRole(scope, 'DeploymentRole', {
    assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'), description: 'Moves traffic to new versions of a function, and back',
  });
  const policy = createPolicy(scope, 'DeploymentPolicy', {
    roles: [role],
    statements: [
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        resources: [fn.functionArn, `${fn.functionArn}:${alias.aliasName}`],
      }),
      ...(rollback.length > 0 ? [new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: rollback.map((alarm) => alarm.alarmArn) })] : []),
    ],
  });
  // Apart from the other, because a hook waits for the deployment group, which waits for that one.
  const hooks = [preTrafficHook, postTrafficHook].filter((hook) => hook !== undefined);
  if (hooks.length > 0) {
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: hooks.map((hook) => hook.functionArn) }));
  }
  const group = new LambdaDeploymentGroup(scope, 'Deployment', {
    alias,
    deploymentConfig: config ?? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
    alarms: rollback,
    preHook: preTrafficHook,
    postHook: postTrafficHook,
    role: role.withoutPolicyUpdates(),
    autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: rollback.length > 0 },
  });
  group.node.addDependency(policy);
}
