/** Properties of a resource, with nothing left to resolve but what only CloudFormation knows. */
export type Properties = Record<string, unknown>;

/** A value that only CloudFormation knows, such as an import from another stack. */
export const UNKNOWN = '?';

/** A deployed stack, as far as its template refers to it. */
export interface Context {
  /** Physical ids by logical id. */
  readonly physicalIds: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, string>;
  readonly conditions: ReadonlyMap<string, unknown>;
  readonly pseudo: ReadonlyMap<string, string>;
}

/**
 * The properties as CloudFormation sees them. Of an attribute of a resource the physical id is taken: a key's ARN and its id are one key.
 * What cannot be known here is {@link UNKNOWN}, and what is taken away is undefined.
 */
export function resolved(value: unknown, context: Context): unknown {
  if (Array.isArray(value)) return value.map((element) => resolved(element, context)).filter((element) => element !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
  if (more.length === 0 && name === 'Ref') return reference(String(argument), context);
  if (more.length === 0 && name === 'Fn::GetAtt') return reference((Array.isArray(argument) ? String(argument[0]) : String(argument).split('.')[0]), context);
  if (more.length === 0 && name === 'Fn::If' && Array.isArray(argument)) {
    const holds = condition({ Condition: argument[0] }, context);
    return holds === undefined ? UNKNOWN : resolved(argument[holds ? 1 : 2], context);
  }
  if (more.length === 0 && name === 'Fn::Join' && Array.isArray(argument)) return joined(argument, context);
  if (more.length === 0 && name.startsWith('Fn::')) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolved(member, context)]));
}

/** Whether a condition of the template holds; undefined where it cannot be known. */
export function condition(value: unknown, context: Context): boolean | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [name, argument] = Object.entries(value)[0] ?? [];
  if (name === 'Condition') return condition(context.conditions.get(String(argument)), context);
  const parts = Array.isArray(argument) ? argument as unknown[] : [];
  if (name === 'Fn::Equals') {
    const [left, right] = parts.map((part) => resolved(part, context));
    return left === UNKNOWN || right === UNKNOWN ? undefined : String(left) === String(right);
  }
  const results = parts.map((part) => condition(part, context));
  if (name === 'Fn::Not') return results[0] === undefined ? undefined : !results[0];
  if (name === 'Fn::And') return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
  if (name === 'Fn::Or') return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
  return undefined;
}

function reference(name: string, { physicalIds, parameters, pseudo }: Context): unknown {
  if (name === 'AWS::NoValue') return undefined;
  return pseudo.get(name) ?? parameters.get(name) ?? physicalIds.get(name) ?? UNKNOWN;
}

function joined(argument: unknown[], context: Context): unknown {
  const parts = resolved(argument[1], context);
  return Array.isArray(parts) && !parts.includes(UNKNOWN) ? parts.join(String(argument[0])) : UNKNOWN;
}
