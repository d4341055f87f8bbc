import { Choices, Variant } from './choices';
import { Conditions } from './conditions';
import { deployEachWay } from './deployments';
import { Json, merge } from './merge';
import { releaseVersions } from './versions';

export type Block = { [name: string]: Json };

/** A template as far as it is merged. */
export interface Template {
  readonly Resources: Record<string, Block>;
  readonly Outputs: Record<string, Block>;
  readonly Conditions: Record<string, Json>;
  readonly [section: string]: Json | Record<string, Json>;
}

/** What the construct came to with one choice. */
export interface Synthesized extends Pick<Variant, 'axis' | 'condition' | 'opposite'> {
  readonly choices: Partial<Choices>;
  readonly template: Template;
}

/** One template that is each of the synthesized ones under its conditions. Logical ids stay as they are. */
export function mergeTemplates(base: Template, variants: readonly Synthesized[]): Template {
  const given = Object.assign({}, ...variants.map(({ template }) => template.Conditions), base.Conditions) as Record<string, Json>;
  const conditions = new Conditions(given, variants);
  const undeployedToo = variants.map((variant) => ({ ...variant, blocks: undeployed(variant.template) }));
  const resources = mergeBlocks('Resources', undeployed(base), undeployedToo, conditions);
  deployEachWay(resources, base, variants, conditions);
  releaseVersions(resources);
  const outputs = mergeBlocks('Outputs', base.Outputs, variants.map((variant) => ({ ...variant, blocks: variant.template.Outputs })), conditions);
  return { ...base, Conditions: conditions.used({ resources, outputs }), Resources: resources, Outputs: outputs };
}

interface Blocks extends Synthesized {
  readonly blocks: Record<string, Block>;
}

function mergeBlocks(section: string, base: Record<string, Block>, variants: readonly Blocks[], conditions: Conditions): Record<string, Block> {
  const ids = [...new Set([base, ...variants.map(({ blocks }) => blocks)].flatMap(Object.keys))];
  return Object.fromEntries(ids.map((id) => {
    const having = variants.filter(({ blocks }) => blocks[id] !== undefined);
    const lacking = variants.filter(({ blocks }) => blocks[id] === undefined);
    const presence = base[id] ? conditions.without(lacking) : conditions.any(having);
    const versions = having.map(({ axis, condition, blocks }) => ({ axis, condition, block: blocks[id] }));
    const block = mergeBlock(`${section}.${id}`, base[id], versions);
    const names = [block.Condition as string | undefined, presence].filter((name) => name !== undefined);
    return [id, names.length > 0 ? { ...block, Condition: conditions.all(names) } : block];
  }));
}

interface Version {
  readonly axis: string;
  readonly condition: string;
  readonly block: Block;
}

function mergeBlock(path: string, base: Block | undefined, versions: readonly Version[]): Block {
  const [first, others] = base ? [base, versions] : [versions[0].block, versions.slice(1)];
  const alternatives = others.map(({ axis, condition, block }) => ({ axis, condition, value: withoutOrder(block) }));
  // What does not exist under a condition is not waited for.
  const before = [first, ...others.map(({ block }) => block)].flatMap(({ DependsOn = [] }) => DependsOn as string | string[]);
  return { ...merge(path, withoutOrder(first), alternatives) as Block, ...(before.length > 0 && { DependsOn: [...new Set(before)].sort() }) };
}

function withoutOrder({ DependsOn: _before, ...block }: Block): Block {
  return block;
}

/** The resources, with a stage that does not know its deployment yet. */
function undeployed({ Resources }: Template): Record<string, Block> {
  return Object.fromEntries(Object.entries(Resources).map(([id, resource]) => {
    if (resource.Type !== 'AWS::ApiGateway::Stage') return [id, resource];
    const { DeploymentId: _deployment, ...properties } = resource.Properties as Block;
    return [id, { ...resource, Properties: properties }];
  }));
}
