import { HandlerOptions } from './handler-options';

/** The options of a handler among other props. */
export function handlerOptionsOf(props: HandlerOptions): HandlerOptions {
  const { runtime, architecture, layers, parameters, secrets, functionName, reservedConcurrentExecutions } = props;
  return { runtime, architecture, layers, parameters, secrets, functionName, reservedConcurrentExecutions };
}
