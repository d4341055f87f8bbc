import { createHash } from 'node:crypto';
import { Conditions } from './conditions';
import { Json, when } from './merge';
import type { Block, Synthesized, Template } from './merge-templates';

const TYPE = 'AWS::ApiGateway::Deployment';

/** An API deployment keeps the methods as they were when it was made: its logical id stands for them. */
function deploymentOf({ Resources }: Template): string {
  const [id] = Object.entries(Resources).find(([, { Type }]) => Type === TYPE) ?? [];
  if (id === undefined) throw new Error('the template has no deployment of an API');
  return id;
}

/** One of the combinations: the variants that are chosen, one at most of each axis, and the conditions under which they are. */
interface Way {
  readonly chosen: readonly Synthesized[];
  readonly conditions: readonly string[];
}

/** Gives each combination of choices that changes the API a deployment of its own, so that a changed parameter is deployed to the stage. */
export function deployEachWay(resources: Record<string, Block>, base: Template, variants: readonly Synthesized[], conditions: Conditions): void {
  const baseId = deploymentOf(base);
  const changing = variants.filter(({ template }) => deploymentOf(template) !== baseId);
  for (const { template } of [{ template: base }, ...changing]) delete resources[deploymentOf(template)];
  const axes = [...new Set(changing.map(({ axis }) => axis))].map((axis) => changing.filter((variant) => variant.axis === axis));
  const choose = (way: Way, [axis, ...rest]: Synthesized[][]): Json => {
    if (axis === undefined) {
      const { id, deployment } = deploymentFor(base, way.chosen);
      resources[id] = { ...deployment, Condition: conditions.all(way.conditions) };
      return { Ref: id };
    }
    const ids = [...new Set(axis.map(({ template }) => deploymentOf(template)))];
    const alike = ids.map((id) => axis.filter(({ template }) => deploymentOf(template) === id));
    const otherwise = choose({ chosen: way.chosen, conditions: [...way.conditions, conditions.without(axis) as string] }, rest);
    return alike.reduceRight<Json>((others, group) => {
      const condition = conditions.any(group);
      return when(condition, choose({ chosen: [...way.chosen, group[0]], conditions: [...way.conditions, condition] }, rest), others);
    }, otherwise);
  };
  for (const resource of Object.values(resources)) {
    if (resource.Type === 'AWS::ApiGateway::Stage') (resource.Properties as Block).DeploymentId = choose({ chosen: [], conditions: [] }, axes);
  }
}

/** The deployment waits for the methods that there are then. */
function deploymentFor(base: Template, chosen: readonly Synthesized[]): { id: string; deployment: Block } {
  const baseId = deploymentOf(base);
  const templates = chosen.map(({ template }) => template);
  const methods = [base, ...templates].flatMap((template) => template.Resources[deploymentOf(template)].DependsOn as string[]);
  const isThere = (id: string) => !(id in base.Resources) || templates.every(({ Resources }) => id in Resources);
  const hash = createHash('md5').update([baseId, ...templates.map(deploymentOf)].join()).digest('hex');
  return {
    id: `${baseId.slice(0, -hash.length)}${hash}`,
    deployment: { ...base.Resources[baseId], DependsOn: [...new Set(methods)].filter(isThere).sort() },
  };
}
