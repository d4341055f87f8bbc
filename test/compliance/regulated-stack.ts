import { App, Stack } from 'aws-cdk-lib';
import { regulatedProps } from '../../projenrc/resources/regulated-props';
import { ServerlessIngestApi, type ServerlessIngestApiProps } from '../../src';

/** A stack under the preset `regulated`, or with what a caller changes in its props. */
export function regulatedStack(app: App, change: (props: ServerlessIngestApiProps) => ServerlessIngestApiProps = (props) => props): Stack {
  const stack = new Stack(app, 'Stack');
  new ServerlessIngestApi(stack, 'Ingest', change(regulatedProps(stack)));
  return stack;
}
