import { join } from 'path';
import { Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { cfnLintErrors } from './cfn-lint';
import { findingsOf, newApp } from './gated-app';
import { ServerlessIngestApi, type ServerlessIngestApiProps } from '../../src';
import { ComplianceGate } from '../../src/compliance';

/** Options that a caller may turn on; none of them costs the gate a finding or the template an error. */
const OPTIONS: [string, (stack: Stack) => ServerlessIngestApiProps][] = [
  ['all of monitoring', (stack) => ({
    operations: {
      alarmActions: [new SnsAction(new Topic(stack, 'Topic', { enforceSSL: true }))],
      anomalyDetection: true,
      logSilence: Duration.hours(6),
      dashboard: true,
      detailedMetrics: true,
    },
  })],
];

test.each(OPTIONS)('%s: no finding beyond the register, no error for cfn-lint', (_, props) => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  new ServerlessIngestApi(stack, 'Ingest', props(stack));
  ComplianceGate.enforce(app);
  expect(findingsOf(app)).toEqual([]);
  expect(cfnLintErrors(join(app.outdir, stack.templateFile))).toEqual([]);
});
