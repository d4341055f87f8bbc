import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { ApiAuth, IngestApi, IngestSource, IngestTable } from '../../src';
import { routesOf } from '../../src/api/routes';
import { ingestTemplate, resourcesOf } from '../stacks';

/** What is there without jobs. */
const DEFAULT_ROUTES = routesOf();

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly explode?: boolean;
  readonly schema: { readonly properties?: object; readonly anyOf?: { readonly properties: object }[] };
}

/** Names in the query: of an exploded object, those of its members. */
function queryNames({ name, explode, schema }: Parameter): string[] {
  return explode ? (schema.anyOf ?? [schema]).flatMap(({ properties = {} }) => Object.keys(properties)) : [name];
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly properties: Record<string, Record<string, unknown>> } }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: unknown }> }>;
}

interface Document {
  readonly openapi: string;
  readonly servers: { readonly url: string }[];
  readonly security: Record<string, unknown>[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown>; readonly securitySchemes: Record<string, Record<string, unknown>> };
}

function documentOf(options: (stack: Stack) => Partial<ConstructorParameters<typeof IngestApi>[2]> = () => ({})): { app: App; document: Document } {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'open-api-')) });
  const stack = new Stack(app, 'Test');
  const source = new IngestSource(stack, 'Source', { suffixes: ['.csv', '.csv.gz'] });
  const api = new IngestApi(stack, 'Api', { source, table: new IngestTable(stack, 'Table'), ...options(stack) });
  return { app, document: JSON.parse(api.openApi) as Document };
}

const { app, document } = documentOf();
const operations = Object.entries(document.paths)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));

test('has each route of the table, and nothing else', () => {
  expect(operations.map(({ path, method, operation }) => `${operation.operationId} ${method} ${path}`).sort())
    .toEqual(DEFAULT_ROUTES.map(({ operation, method, path }) => `${operation} ${method.toLowerCase()} ${path}`).sort());
});

test.each(DEFAULT_ROUTES)('$operation has the parameters, the body and the answers of the route', (route) => {
  const operation = document.paths[route.path][route.method.toLowerCase()];
  const parameters = (place: string) => (operation.parameters ?? []).filter((parameter) => parameter.in === place);
  expect(new Set(parameters('query').flatMap(queryNames))).toEqual(new Set(route.query ?? []));
  expect(parameters('path').map(({ name }) => name)).toEqual(route.path.includes('{id}') ? ['id'] : []);
  expect(Object.keys(operation.requestBody?.content ?? {})).toEqual(route.body ? ['application/json'] : []);
  expect(Object.keys(operation.responses[route.success].content ?? {})).toEqual(route.success === 204 ? [] : route.types ?? ['application/json']);
  for (const [status, response] of Object.entries(operation.responses)) {
    if (Number(status) >= 400) expect(Object.keys(response.content ?? {})).toEqual(['application/problem+json']);
  }
});

test('every reference leads somewhere', () => {
  const text = JSON.stringify(document);
  for (const [, path] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = path.split('/').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);
    expect([path, typeof target]).toEqual([path, 'object']);
  }
});

test('says what only the stack knows', () => {
  const { document: limited } = documentOf(() => ({ maxUploadSize: Size.bytes(1000) }));
  const { fileName, size } = limited.paths['/uploads'].post.requestBody?.content['application/json'].schema.properties ?? {};
  expect(size.maximum).toBe(1000);
  const [, { pattern }] = fileName.allOf as { pattern: string }[];
  expect(['a.csv', 'a.csv.gz', 'a.csvx', 'acsv'].map((name) => new RegExp(pattern).test(name))).toEqual([true, true, false, false]);
});

test.each<[string, (stack: Stack) => ApiAuth, Record<string, unknown>]>([
  ['iam', () => ApiAuth.iam(), { 'in': 'header', 'name': 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' }],
  ['cognito', (stack) => ApiAuth.cognito(new UserPool(stack, 'Pool')), { type: 'http', scheme: 'bearer' }],
  ['apiKey', () => ApiAuth.apiKey(), { type: 'apiKey', in: 'header', name: 'x-api-key' }],
])('says how callers are known: %s', (kind, auth, scheme) => {
  const { document: secured } = documentOf((stack) => ({ auth: auth(stack) }));
  expect(secured.components.securitySchemes[kind]).toMatchObject(scheme);
  expect(secured.security).toEqual([{ [kind]: [] }]);
});

test('is a file of the cloud assembly', () => {
  const { directory } = app.synth();
  const [file] = readdirSync(directory).filter((name) => name.endsWith('.openapi.json'));
  expect(JSON.parse(readFileSync(join(directory, file), 'utf8'))).toEqual(document);
  expect(document.servers[0].url).toBe('https://{api}.execute-api.{region}.amazonaws.com/production');
});

test('the gateway gets the bodies in its own dialect: no pattern, no integer that 1.0 is not', () => {
  const models = Object.values(resourcesOf(ingestTemplate(), 'AWS::ApiGateway::Model')).map(({ Properties }) => JSON.stringify(Properties.Schema));
  expect(models).toHaveLength(DEFAULT_ROUTES.filter(({ body }) => body).length);
  for (const model of models) {
    expect(model).toContain('"$schema":"http://json-schema.org/draft-04/schema#"');
    expect(model).not.toMatch(/"pattern"|"integer"|"format"/);
  }
});

test('nothing of it costs the import of the handler', () => {
  expect(JSON.stringify(Template.fromStack(app.node.findChild('Test') as Stack).toJSON())).not.toContain('openapi":"3.1');
  const bundle = readFileSync(join(__dirname, '../../assets/api/index.mjs'), 'utf8');
  expect(bundle).not.toContain('Problem details');
  expect(bundle).toMatch(/import\("\.\/open-api-\w+\.mjs"\)/);
});
