/** Every test, and more seeds and larger data of those that have them: about a quarter of an hour. */
import { testAll } from './test.mjs';

process.env.SCHEDULES ??= '100000';
await testAll(['--testTimeout=1800000']);
