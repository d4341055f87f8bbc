import type { Json } from '../../projenrc/release-template/merge';
import type { Block, Template } from '../../projenrc/release-template/merge-templates';

type Parameters = Record<string, string>;
const GONE = Symbol('AWS::NoValue');

/** The parameters of a template: their defaults, and what is said instead. */
export function parametersOf(template: Template, given: Parameters): Parameters {
  const declared = Object.entries(template.Parameters as Record<string, { Default?: string | number }>);
  return { ...Object.fromEntries(declared.map(([name, { Default }]) => [name, String(Default ?? '')])), ...given };
}

/** What CloudFormation makes of the conditions of a template: the resources that are there, without `Fn::If` and without what has no value. */
export function evaluateTemplate(template: Template, given: Parameters): Record<string, Block> {
  const parameters = parametersOf(template, given);
  const holds = (name: string): boolean => test(template.Conditions[name]);
  const text = (value: Json): string => {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[name, argument]] = Object.entries(value);
    if (name === 'Ref') return parameters[argument as string];
    const list = argument as [string, Json];
    if (name === 'Fn::Join') return (list[1] as Json[]).map(text).join(list[0]);
    if (name === 'Fn::Select') {
      const [delimiter, whole] = (list[1] as { 'Fn::Split': [string, Json] })['Fn::Split'];
      return text(whole).split(delimiter)[Number(list[0])];
    }
    throw new Error(`a condition uses ${name}`);
  };
  const test = (expression: Json): boolean => {
    const [[name, argument]] = Object.entries(expression as Block);
    switch (name) {
      case 'Condition': return holds(argument as string);
      case 'Fn::Not': return !test((argument as Json[])[0]);
      case 'Fn::And': return (argument as Json[]).every(test);
      case 'Fn::Or': return (argument as Json[]).some(test);
      case 'Fn::Equals': return text((argument as Json[])[0]) === text((argument as Json[])[1]);
      default: throw new Error(`a condition is ${name}`);
    }
  };
  const reduce = (value: Json): Json | typeof GONE => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(reduce).filter((element) => element !== GONE);
    if (value.Ref === 'AWS::NoValue') return GONE;
    if (value['Fn::If']) {
      const [name, yes, no] = value['Fn::If'] as [string, Json, Json];
      return reduce(holds(name) ? yes : no);
    }
    const members = Object.entries(value).map(([name, member]): [string, Json | typeof GONE] => [name, reduce(member)]);
    return Object.fromEntries(members.filter((entry): entry is [string, Json] => entry[1] !== GONE));
  };
  const there = Object.entries(template.Resources).filter(([, { Condition }]) => Condition === undefined || holds(Condition as string));
  const ids = new Set(there.map(([id]) => id));
  return Object.fromEntries(there.map(([id, { Condition: _condition, DependsOn, ...resource }]) => {
    const before = [DependsOn ?? []].flat().filter((name) => ids.has(name as string)).sort();
    return [id, { ...reduce(resource) as Block, ...(before.length > 0 && { DependsOn: before }) }];
  }));
}

/** Names that are referred to, of resources and parameters. */
export function referencesOf(value: unknown): string[] {
  const text = JSON.stringify(value);
  const subs = [...text.matchAll(/"Fn::Sub":"((?:[^"\\]|\\.)*)"/g)].flatMap(([, sub]) => [...sub.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
  return [...new Set([...[...text.matchAll(/"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/g)].map(([, name]) => name), ...subs])];
}
