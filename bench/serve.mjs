/** Hands events to a bundled handler one after another, as Lambda's runtime would, and tells what one cost. The first message says which. */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';

const TIMEOUT_MS = 30_000;

process.once('disconnect', () => process.exit());
const message = once(process, 'message');
const { handler } = await import(pathToFileURL(process.argv[2]).href);
const [{ events, warmUp, requests }] = await message;
const answers = [];

async function serve(count) {
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    answers.push(await handler(events[answers.length % events.length], {
      functionName: 'bench',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:bench',
      memoryLimitInMB: '256',
      awsRequestId: `bench-${answers.length}`,
      getRemainingTimeInMillis: () => TIMEOUT_MS - (performance.now() - start),
    }));
  }
}

await serve(warmUp);
const cpu = process.cpuUsage();
await serve(requests);
const { user, system } = process.cpuUsage(cpu);
process.send({ answers, cpuMicroseconds: (user + system) / requests }, () => process.disconnect());
