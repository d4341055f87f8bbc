import { Fn, ICfnConditionExpression } from 'aws-cdk-lib';

/** What changes which resources the construct makes, or more of them than a reference could. Everything else is a parameter of a property. */
export interface Choices {
  readonly authorization: 'IAM' | 'API_KEY' | 'COGNITO';
  readonly records: 'ROWS' | 'METADATA';
  readonly gradual: boolean;
  readonly provisioned: boolean;
  readonly suffix: boolean;
  readonly scaling: boolean;
  readonly key: boolean;
  readonly environmentKey: boolean;
  readonly setting: boolean;
  readonly secret: boolean;
  readonly tracing: boolean;
  readonly webAcl: boolean;
  readonly alarms: boolean;
  readonly dashboard: boolean;
  readonly configRules: boolean;
}

/** The choices that all others are compared with: of each that has a bearing on others the one with the most resources. */
export const BASE: Choices = {
  authorization: 'IAM',
  records: 'ROWS',
  gradual: false,
  provisioned: false,
  suffix: false,
  scaling: false,
  key: false,
  environmentKey: false,
  setting: false,
  secret: false,
  tracing: true,
  webAcl: true,
  alarms: true,
  dashboard: false,
  configRules: false,
};

/** Whether a parameter has a value. */
export type Is = (parameter: string, value: string) => ICfnConditionExpression;

/** One other choice. */
export interface Variant {
  /** Variants of one axis exclude each other; those of different axes are independent. */
  readonly axis: string;
  readonly choices: Partial<Choices>;
  /** Name of the condition under which it is chosen, and of its opposite. */
  readonly condition: string;
  readonly opposite: string;
  readonly holds: (is: Is) => ICfnConditionExpression;
}

const not = Fn.conditionNot;
const given = (parameter: string) => (is: Is) => not(is(parameter, ''));
const isGradual = (is: Is) => not(is('Deployment', 'AllAtOnce'));
const isProvisioned = (is: Is) => not(is('ProvisionedConcurrency', '0'));
const hasAlarms = (is: Is) => is('Alarms', 'true');
const hasDashboard = (is: Is) => is('Dashboard', 'true');

function one(choice: keyof Choices, condition: string, opposite: string, holds: Variant['holds'], value: Choices[keyof Choices] = !BASE[choice]): Variant {
  return { axis: choice, choices: { [choice]: value }, condition, opposite, holds };
}

/** All others, each of which is synthesized once. */
export const VARIANTS: readonly Variant[] = [
  one('authorization', 'AsksForApiKey', 'AsksForNoApiKey', (is) => is('Authorization', 'API_KEY'), 'API_KEY'),
  one('authorization', 'AsksForToken', 'AsksForNoToken', (is) => is('Authorization', 'COGNITO'), 'COGNITO'),
  one('records', 'ReadsMetadata', 'ReadsRows', (is) => is('Records', 'METADATA'), 'METADATA'),
  { axis: 'release', choices: { gradual: true }, condition: 'IsGradual', opposite: 'IsNotGradual', holds: (is) => Fn.conditionAnd(isGradual(is), not(isProvisioned(is))) },
  { axis: 'release', choices: { provisioned: true }, condition: 'IsStartedAhead', opposite: 'IsNotStartedAhead', holds: (is) => Fn.conditionAnd(isProvisioned(is), not(isGradual(is))) },
  { axis: 'release', choices: { gradual: true, provisioned: true }, condition: 'IsGradualAndStartedAhead', opposite: 'IsNotGradualAndStartedAhead', holds: (is) => Fn.conditionAnd(isGradual(is), isProvisioned(is)) },
  one('suffix', 'HasSuffix', 'HasNoSuffix', given('Suffix')),
  one('scaling', 'TableScales', 'TableIsFixed', (is) => Fn.conditionAnd(is('CapacityMode', 'PROVISIONED'), not(is('MaxWriteCapacity', '0')))),
  one('key', 'HasKey', 'HasNoKey', given('KeyArn')),
  one('environmentKey', 'HasEnvironmentKey', 'HasNoEnvironmentKey', given('EnvironmentKeyArn')),
  one('setting', 'HasSetting', 'HasNoSetting', given('SettingsParameter')),
  one('secret', 'HasSecret', 'HasNoSecret', given('SecretArn')),
  one('tracing', 'IsUntraced', 'IsTraced', (is) => is('Tracing', 'false')),
  one('webAcl', 'HasNoWebAcl', 'HasWebAcl', (is) => is('WebAcl', 'false')),
  { axis: 'monitoring', choices: { alarms: false }, condition: 'HasNeither', opposite: 'HasEither', holds: (is) => Fn.conditionAnd(not(hasAlarms(is)), not(hasDashboard(is))) },
  { axis: 'monitoring', choices: { dashboard: true }, condition: 'HasAlarmsAndDashboard', opposite: 'HasNotBoth', holds: (is) => Fn.conditionAnd(hasAlarms(is), hasDashboard(is)) },
  { axis: 'monitoring', choices: { alarms: false, dashboard: true }, condition: 'HasDashboardAlone', opposite: 'HasNoDashboardAlone', holds: (is) => Fn.conditionAnd(not(hasAlarms(is)), hasDashboard(is)) },
  one('configRules', 'HasConfigRules', 'HasNoConfigRules', (is) => is('ConfigRules', 'true')),
];
