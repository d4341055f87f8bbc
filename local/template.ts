/** A property value of a template: JSON, with intrinsic functions in it. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

/** A resource of a template. */
export interface Resource {
  Type: string;
  Properties?: Record<string, Value>;
  DependsOn?: string | string[];
  [attribute: string]: unknown;
}

/** A CloudFormation template. */
export interface Template {
  Resources: Record<string, Resource>;
  Parameters?: Record<string, unknown>;
  Rules?: Record<string, unknown>;
  Outputs?: Record<string, { Value: Value; [attribute: string]: unknown }>;
  [section: string]: unknown;
}

/** A resource that the emulator cannot play. */
export interface LeftOut {
  readonly logicalId: string;
  readonly type: string;
}

/** The resource types that the emulator refuses a whole template for. */
export const REFUSED_TYPES: readonly string[] = [
  'AWS::ApiGateway::ClientCertificate',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::Backup::BackupSelection',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Config::ConfigRule',
  'AWS::EC2::FlowLog',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::Logs::QueryDefinition',
  'AWS::WAFv2::IPSet',
  'AWS::WAFv2::LoggingConfiguration',
  'AWS::WAFv2::WebACLAssociation',
];

function refersTo(value: unknown, gone: ReadonlySet<string>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((element) => refersTo(element, gone));
  return Object.entries(value).some(([name, argument]) => {
    if (name === 'Ref') return gone.has(String(argument));
    if (name === 'Fn::GetAtt') return gone.has(Array.isArray(argument) ? String(argument[0]) : String(argument).split('.')[0]);
    if (name === 'Fn::Sub') return [...gone].some((id) => new RegExp(`\\$\\{${id}[.}]`).test(JSON.stringify(argument))) || refersTo(argument, gone);
    return refersTo(argument, gone);
  });
}

/** The emulator refuses alarms on metric math, such as those on what is unusual. */
function isMathAlarm(type: string, properties: Resource['Properties']): boolean {
  return type === 'AWS::CloudWatch::Alarm' && properties?.Metrics !== undefined;
}

/** The refused resources, and whatever cannot be made without one of them. */
function findRefused(resources: Record<string, Resource>): Set<string> {
  const gone = new Set<string>();
  for (let before = -1; gone.size !== before;) {
    before = gone.size;
    for (const [id, { Type, Properties }] of Object.entries(resources)) {
      if (REFUSED_TYPES.includes(Type) || isMathAlarm(Type, Properties) || refersTo(Properties, gone)) gone.add(id);
    }
  }
  return gone;
}

/**
 * A copy of a template that the emulator accepts: without the types it refuses, everything that refers to them, and the
 * check of a bootstrap stack that a laptop does not have.
 *
 * @returns the copy, and what is not in it
 */
export function withoutRefused(template: Template): { readonly template: Template; readonly leftOut: LeftOut[] } {
  const { Rules, Parameters, ...copy } = structuredClone(template);
  const gone = findRefused(copy.Resources);
  const leftOut = [...gone].map((logicalId) => ({ logicalId, type: copy.Resources[logicalId].Type }));
  for (const id of gone) delete copy.Resources[id];
  for (const resource of Object.values(copy.Resources)) {
    const kept = [resource.DependsOn ?? []].flat().filter((id) => !gone.has(id));
    if (kept.length > 0) resource.DependsOn = kept;
    else delete resource.DependsOn;
    if (refersTo(resource.UpdatePolicy, gone)) delete resource.UpdatePolicy;
  }
  copy.Outputs = Object.fromEntries(Object.entries(copy.Outputs ?? {}).filter(([, { Value: value }]) => !refersTo(value, gone)));
  const { BootstrapVersion: _version, ...parameters } = Parameters ?? {};
  const { CheckBootstrapVersion: _check, ...rules } = Rules ?? {};
  return { template: { ...copy, Parameters: parameters, Rules: rules }, leftOut };
}
