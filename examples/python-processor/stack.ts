import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ApiAuth, Preset, Records, type RowsOptions, ServerlessIngestApi } from '../../src';

/** A pipeline whose files are read by a function in Python. Everything else is the library's: queue, rights, table, API. */
export function pythonStack(app: App, runtime: Runtime = Runtime.PYTHON_3_13, options: RowsOptions = {}): Stack {
  const stack = new Stack(app, 'PythonProcessor');
  const timeout = Duration.minutes(1);
  new ServerlessIngestApi(stack, 'Ingest', {
    preset: Preset.SANDBOX,
    source: { prefix: 'in/' },
    records: Records.rows({ maxErrorRate: 0.5, ...options }),
    processing: {
      timeout,
      function: new Function(stack, 'Processor', {
        runtime, timeout, memorySize: 512, handler: 'index.handler', code: Code.fromAsset(join(__dirname, 'processor')),
      }),
    },
    api: { auth: ApiAuth.apiKey() },
  });
  return stack;
}
