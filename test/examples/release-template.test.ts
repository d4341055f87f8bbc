import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { evaluateTemplate, referencesOf } from './evaluate-template';
import { BASE, type Choices, VARIANTS, type Variant } from '../../projenrc/release-template/choices';
import { synthesizeChoices, writeRelease } from '../../projenrc/release-template/main';
import { merge } from '../../projenrc/release-template/merge';
import type { Block, Template } from '../../projenrc/release-template/merge-templates';
import { cfnLintErrors } from '../compliance/cfn-lint';

interface Described { readonly Description?: string; readonly Default?: unknown }
type Interface = { readonly ParameterGroups: { readonly Parameters: string[] }[]; readonly ParameterLabels: Record<string, never> };
type ReleasedTemplate = Template & {
  readonly Parameters: Record<string, never>;
  readonly Mappings: Record<string, never>;
  readonly Rules: Record<string, never>;
  readonly Metadata: { readonly 'AWS::CloudFormation::Interface': Interface };
};

const folder = mkdtempSync(join(tmpdir(), 'release-'));
let written: string;
let template: ReleasedTemplate;
beforeAll(() => {
  writeRelease(folder);
  written = readFileSync(join(folder, 'template.json'), 'utf8');
  template = JSON.parse(written) as ReleasedTemplate;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the template', () => {
  test('B1: has no error for cfn-lint', () => {
    expect(cfnLintErrors(join(folder, 'template.json'))).toEqual([]);
  });

  test('B1: describes each parameter and each output, and groups what a person sets', () => {
    for (const described of [...Object.values(template.Parameters), ...Object.values(template.Outputs)] as Described[]) expect(described.Description).toMatch(/\w/);
    expect(Object.keys(template.Metadata['AWS::CloudFormation::Interface'].ParameterLabels)).toEqual(expect.arrayContaining(['Stage', 'KeyArn', 'Deployment']));
    const grouped = template.Metadata['AWS::CloudFormation::Interface'].ParameterGroups.flatMap(({ Parameters: names }) => names);
    expect([...grouped, 'AssetBucket', 'AssetPrefix'].sort()).toEqual(Object.keys(template.Parameters).sort());
  });

  test('has conditions, a mapping and rules, and nothing of a bootstrap stack', () => {
    expect(Object.keys(template.Conditions)).toEqual(expect.arrayContaining(['AsksForToken', 'HasBucketName', 'HasKey', 'IsProvisioned', 'ReadsMetadata']));
    expect(Object.keys(template.Mappings)).toEqual(['Timeouts']);
    expect(Object.keys(template.Rules)).toEqual(expect.arrayContaining(['AlarmsHaveWatchers', 'OnlyProvisionedScales', 'RegionIsAllowed', 'TokensHavePool']));
    expect(written).not.toMatch(/cdk-hnb659fds|BootstrapVersion|\$\{Token\[/);
  });

  test('is the same twice', () => {
    const again = mkdtempSync(join(tmpdir(), 'release-'));
    writeRelease(again);
    for (const file of ['template.json', 'manifest.json']) expect(readFileSync(join(again, file), 'utf8')).toBe(readFileSync(join(folder, file), 'utf8'));
    rmSync(again, { recursive: true });
  });
});

/** What the deployer says for each variant. */
const SAID: Record<string, Record<string, string>> = {
  AsksForApiKey: { Authorization: 'API_KEY' },
  AsksForToken: { Authorization: 'COGNITO', UserPoolArn: 'pool' },
  ReadsMetadata: { Records: 'METADATA' },
  IsGradual: { Deployment: 'Canary10Percent5Minutes' },
  IsStartedAhead: { ProvisionedConcurrency: '2' },
  IsGradualAndStartedAhead: { Deployment: 'Linear10PercentEvery1Minute', ProvisionedConcurrency: '2' },
  HasSuffix: { Suffix: '.csv' },
  TableScales: { CapacityMode: 'PROVISIONED', MaxReadCapacity: '9', MaxWriteCapacity: '9' },
  HasKey: { KeyArn: 'key' },
  HasEnvironmentKey: { EnvironmentKeyArn: 'key' },
  HasSetting: { SettingsParameter: '/setting' },
  HasSecret: { SecretArn: 'secret' },
  IsUntraced: { Tracing: 'false' },
  HasNoWebAcl: { WebAcl: 'false' },
  HasNeither: { Alarms: 'false' },
  HasAlarmsAndDashboard: { Dashboard: 'true' },
  HasDashboardAlone: { Dashboard: 'true', Alarms: 'false' },
  HasConfigRules: { ConfigRules: 'true' },
};

/** Resources in an order that means nothing: statements of policies, members of objects. Hashes in logical ids differ by what was synthesized; a version's
 * description is the released template's own. */
function comparable(resources: Record<string, Block>): unknown {
  const undescribed = Object.fromEntries(Object.entries(resources).map(([id, resource]) => {
    const { Description: _description, ...properties } = resource.Properties as Block ?? {};
    return [id, resource.Type === 'AWS::Lambda::Version' ? { ...resource, Properties: properties } : resource];
  }));
  let text = JSON.stringify(undescribed);
  for (const [id, { Type }] of Object.entries(resources)) {
    if (Type === 'AWS::ApiGateway::Deployment' || Type === 'AWS::Lambda::Version') text = text.replaceAll(id, id.replace(/[0-9a-f]{32}$/, ''));
  }
  return JSON.parse(text, (name, value: unknown) => {
    if (name === 'Statement' && Array.isArray(value)) return value.map((one) => JSON.stringify(one)).sort();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
  });
}

function expectSameAsConstruct(variants: readonly Variant[]): void {
  const said = Object.assign({}, ...variants.map(({ condition }) => SAID[condition])) as Record<string, string>;
  const choices = Object.assign({}, BASE, ...variants.map((variant) => variant.choices)) as Choices;
  const released = evaluateTemplate(template, said);
  expect(comparable(released)).toEqual(comparable(evaluateTemplate(synthesizeChoices(choices), said)));
  const known = new Set([...Object.keys(released), ...Object.keys(template.Parameters), 'AWS']);
  expect(referencesOf(released).filter((name) => !known.has(name))).toEqual([]);
}

describe('with its parameters the template is what the construct makes of the same props', () => {
  test('of none', () => expectSameAsConstruct([]));

  test.each(VARIANTS.map((variant) => [variant.condition, variant] as const))('of %s', (_name, variant) => expectSameAsConstruct([variant]));

  test('of any of them together', () => {
    const axes = [...new Set(VARIANTS.map(({ axis }) => axis))].map((axis) => VARIANTS.filter((variant) => variant.axis === axis));
    const numRuns = Number(process.env.RELEASE_RUNS ?? 8);
    const choices = fc.tuple(...axes.map((axis) => fc.constantFrom(undefined, ...axis)));
    fc.assert(fc.property(choices, (chosen) => expectSameAsConstruct(chosen.filter((variant) => variant !== undefined))), { numRuns });
  });

  test('a changed way to authorize is deployed to the stage', () => {
    const deployed = (said: Record<string, string>) => {
      const resources = evaluateTemplate(template, said);
      const [stage] = Object.values(resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Stage');
      return ((stage.Properties as Block).DeploymentId as { Ref: string }).Ref;
    };
    const both = { ...SAID.AsksForApiKey, ...SAID.ReadsMetadata };
    const ids = [{}, SAID.AsksForApiKey, SAID.AsksForToken, SAID.ReadsMetadata, SAID.IsGradual, both].map(deployed);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('two independent choices that change the same text are refused', () => {
    const alternatives = [{ axis: 'a', condition: 'A', value: 'x' }, { axis: 'b', condition: 'B', value: 'y' }];
    expect(() => merge('Resources.R.Name', 'z', alternatives)).toThrow('Resources.R.Name follows a and b, and can follow one of them');
    expect(merge('R', 'z', alternatives.slice(0, 1))).toEqual({ 'Fn::If': ['A', 'x', 'z'] });
    expect(merge('R', ['p', 'q'], [{ axis: 'a', condition: 'A', value: ['p', 'x'] }])).toEqual([
      'p', { 'Fn::If': ['A', 'x', { Ref: 'AWS::NoValue' }] }, { 'Fn::If': ['A', { Ref: 'AWS::NoValue' }, 'q'] },
    ]);
  });
});
