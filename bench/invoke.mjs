/** Runs one invocation of a bundled handler as Lambda's runtime would, and tells what it cost. The first message is the event. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// More than Lambda gives: the largest file must end on a busy machine too.
const TIMEOUT_MS = 7_200_000;

/**
 * The largest resident set so far, in bytes. Not `resourceUsage().maxRSS` where it can be avoided: Linux hands the peak of
 * the process that started this one on to it.
 */
function peakBytes() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

process.once('disconnect', () => process.exit());
const message = once(process, 'message');
const { handler } = await import(pathToFileURL(process.argv[2]).href);
const [event] = await message;
const start = performance.now();
const context = { functionName: 'bench', awsRequestId: 'bench', getRemainingTimeInMillis: () => TIMEOUT_MS - (performance.now() - start) };
const cpu = process.cpuUsage();
const answer = await handler(event, context);
const { user, system } = process.cpuUsage(cpu);
const cost = { seconds: (performance.now() - start) / 1e3, cpuSeconds: (user + system) / 1e6, peakBytes: peakBytes() };
process.send({ answer, ...cost }, () => process.disconnect());
