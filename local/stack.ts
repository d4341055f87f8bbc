import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { ApiAuth, ApiDocs, Preset, Records, ServerlessIngestApi } from '../src';

/** Puts one stack into an app. */
export type StackBuilder = (app: App) => Stack;

/**
 * The stack of `npm run demo` and `npm run local`: rows of any file in a known format, and an API key, because curl has
 * one option for it. It is a sandbox, outside of the compliance promise.
 */
export const demoStack: StackBuilder = (app) => {
  const stack = new Stack(app, 'ServerlessIngestDemo');
  new ServerlessIngestApi(stack, 'Ingest', {
    preset: Preset.SANDBOX,
    stage: 'local',
    records: Records.rows(),
    // As long as Lambda allows: the emulator's table is slow, and a person's own file may be large.
    processing: { timeout: Duration.minutes(15) },
    api: { auth: ApiAuth.apiKey(), docs: ApiDocs.anyone('it holds nothing of the API, and whoever tries the demo has the key'), maxUploadSize: Size.tebibytes(5) },
  });
  return stack;
};

/**
 * Synthesizes a stack in this process.
 *
 * @param outdir - the folder that becomes the cloud assembly
 * @returns the stack's name
 */
export function synthesize(build: StackBuilder, outdir: string): string {
  const app = new App({ outdir, analyticsReporting: false });
  const { stackName } = build(app);
  unjudged(() => app.synth());
  return stackName;
}

/** Synthesizes without the CDK's judgement, which takes half of the time. The template's own tests judge it. */
export function unjudged(synthesis: () => void): void {
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'false';
  try {
    synthesis();
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = before;
  }
}
