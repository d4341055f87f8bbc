import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Records, ServerlessIngestApi } from '../../src';
import { Env } from '../../src/contract';
import { ingestTemplate } from '../stacks';

const FOLDER = join(__dirname, '..', '..', 'examples', 'transform', 'transform');

test('the folder is copied beside the handler, which is told', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new ServerlessIngestApi(stack, 'Ingest', { records: Records.rows(), processing: { transform: FOLDER } });
  const { directory } = app.synth();
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ [Env.TRANSFORM]: './transform/index.mjs' }) },
  });
  const assets = readdirSync(directory).filter((name) => existsSync(join(directory, name, 'transform', 'index.mjs')));
  expect(assets.map((name) => existsSync(join(directory, name, 'index.mjs')))).toEqual([true]);
});

test('without it there is no variable', () => {
  ingestTemplate({ records: Records.rows() }).resourcePropertiesCountIs('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ [Env.TRANSFORM]: Match.anyValue() }) },
  }, 0);
});

test('one that would not be found or called is refused', () => {
  expect(() => ingestTemplate({ records: Records.rows(), processing: { transform: '/nowhere' } })).toThrow(/"\/nowhere", which is no folder with an index\.mjs/);
  expect(() => ingestTemplate({ processing: { transform: FOLDER } })).toThrow(/no record is read/);
  expect(() => ingestTemplate((stack) => ({
    records: Records.rows(),
    processing: {
      transform: FOLDER,
      function: new Function(stack, 'Mine', { runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code: Code.fromInline('def handler(event, context): pass') }),
    },
  }))).toThrow(/a function of yours and a transform/);
});
