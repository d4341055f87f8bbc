import { CfnCondition, CfnMapping, CfnParameter, CfnRule, Fn, ICfnRuleConditionExpression, IResolvable, Stack, Token } from 'aws-cdk-lib';
import { Is, VARIANTS } from './choices';
import { GROUPS } from './parameter-groups';

/** The parameters of the released template, its conditions and what follows from them. */
export class Parameters {
  private readonly all: Record<string, CfnParameter> = {};
  readonly hasAlarmEmail: CfnCondition;
  readonly isProvisioned: CfnCondition;
  private readonly timeouts: CfnMapping;
  private readonly given: Record<string, CfnCondition> = {};

  constructor(private readonly stack: Stack) {
    for (const parameters of Object.values(GROUPS)) {
      for (const [id, { label: _label, ...props }] of Object.entries(parameters)) this.all[id] = new CfnParameter(stack, id, props);
    }
    const condition = (id: string, expression: CfnCondition['expression']) => new CfnCondition(stack, id, { expression });
    const is: Is = (id, value) => Fn.conditionEquals({ Ref: id }, value);
    for (const variant of VARIANTS) condition(variant.condition, variant.holds(is));
    this.isProvisioned = condition('IsProvisioned', is('CapacityMode', 'PROVISIONED'));
    this.hasAlarmEmail = condition('HasAlarmEmail', Fn.conditionAnd(is('Alarms', 'true'), Fn.conditionNot(is('AlarmEmail', ''))));
    const { allowedValues = [] } = GROUPS.Functions.Timeout;
    const timeouts = Object.fromEntries(allowedValues.map((seconds) => [seconds, {
      Seconds: Number(seconds), Visibility: 6 * Number(seconds), Alarm: 0.9 * 1000 * Number(seconds),
    }]));
    this.timeouts = new CfnMapping(stack, 'Timeouts', { mapping: timeouts });
    this.addRules();
    stack.templateOptions.metadata = { 'AWS::CloudFormation::Interface': interfaceMetadata() };
  }

  /** What follows from the timeout: itself and the visibility timeout in seconds, the duration that raises an alarm in milliseconds. */
  timeout(value: 'Seconds' | 'Visibility' | 'Alarm'): string {
    return this.timeouts.findInMap(this.text('Timeout'), value);
  }

  text(id: string): string {
    return this.all[id].valueAsString;
  }

  number(id: string): number {
    return this.all[id].valueAsNumber;
  }

  list(id: string): string[] {
    return this.all[id].valueAsList;
  }

  /** A value where the parameter says something (other than `nothing`), and else another one, or none. */
  ifGiven(id: string, value: unknown, otherwise: unknown = { Ref: 'AWS::NoValue' }, nothing = ''): IResolvable {
    this.given[id] ??= new CfnCondition(this.stack, `Has${id}`, { expression: Fn.conditionNot(Fn.conditionEquals({ Ref: id }, nothing)) });
    return Token.asAny({ 'Fn::If': [this.given[id].logicalId, value, otherwise] });
  }

  /**
   * A physical name with its placeholders filled in, each of which may be there once. CloudFormation has no replacing, but it splits: the text with the
   * placeholder behind it always has a first and a second part.
   */
  name(id: string): IResolvable {
    const filled = [['account', { Ref: 'AWS::AccountId' }], ['region', { Ref: 'AWS::Region' }], ['stage', { Ref: 'Stage' }]]
      .reduce<unknown>((text, [placeholder, value]) => {
        const part = (index: number, of: unknown) => ({ 'Fn::Select': [index, { 'Fn::Split': [`{${placeholder as string}}`, { 'Fn::Join': ['', [of, `{${placeholder as string}}`]] }] }] });
        const has = new CfnCondition(this.stack, `${id}Has${placeholder as string}`, { expression: Fn.conditionNot(Fn.conditionEquals(part(0, { Ref: id }), { Ref: id })) });
        return { 'Fn::Join': ['', [part(0, text), { 'Fn::If': [has.logicalId, value, ''] }, part(1, text)]] };
      }, { Ref: id });
    return this.ifGiven(id, filled);
  }

  private addRules(): void {
    const equals = (id: string, value: string) => Fn.conditionEquals({ Ref: id }, value);
    const not = Fn.conditionNot;
    const rule = (id: string, assert: ICfnRuleConditionExpression, assertDescription: string, ruleCondition?: ICfnRuleConditionExpression) =>
      new CfnRule(this.stack, id, { ruleCondition, assertions: [{ assert, assertDescription }] });
    rule('RegionIsAllowed', Fn.conditionOr(...['any', this.stack.region].map((region) => Fn.conditionContains(this.list('AllowedRegions'), region))),
      'this region is not among AllowedRegions: deploy in one of them, or add it');
    rule('AlarmsHaveWatchers', equals('Alarms', 'true'),
      'AlarmEmail is given and Alarms is false: take the address away, or set Alarms to true', not(equals('AlarmEmail', '')));
    rule('TokensHavePool', not(equals('UserPoolArn', '')),
      'Authorization is COGNITO and UserPoolArn is empty: name the pool that issues the tokens', equals('Authorization', 'COGNITO'));
    rule('PoolIsAsked', equals('Authorization', 'COGNITO'),
      'UserPoolArn is given and Authorization is not COGNITO: set it to COGNITO, or take the pool away', not(equals('UserPoolArn', '')));
    for (const [one, other] of [['MaxReadCapacity', 'MaxWriteCapacity'], ['MaxWriteCapacity', 'MaxReadCapacity']]) {
      rule(`${one}HasItsTwin`, not(equals(other, '0')), `${one} is given and ${other} is 0: set both, or none`, not(equals(one, '0')));
    }
    rule('OnlyProvisionedScales', equals('CapacityMode', 'PROVISIONED'),
      'MaxWriteCapacity is given and CapacityMode is not PROVISIONED: set it to PROVISIONED, or the capacity to 0', not(equals('MaxWriteCapacity', '0')));
    rule('ScalingStartsSomewhere', not(equals('ProvisionedConcurrency', '0')),
      'MaxProvisionedConcurrency is given and ProvisionedConcurrency is 0: set how many instances there are at least', not(equals('MaxProvisionedConcurrency', '0')));
  }
}

function interfaceMetadata() {
  return {
    ParameterGroups: Object.entries(GROUPS).map(([name, parameters]) => ({ Label: { default: name }, Parameters: Object.keys(parameters) })),
    ParameterLabels: Object.fromEntries(
      Object.values(GROUPS).flatMap((parameters) => Object.entries(parameters)).map(([id, { label }]) => [id, { default: label }]),
    ),
  };
}
