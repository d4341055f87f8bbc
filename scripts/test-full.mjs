/** Every test, and more seeds and larger data of those that have them: about a quarter of an hour. */
import { testAll } from './test.mjs';

process.env.SCHEDULES ??= '100000';
process.env.CASES ??= '10000';
process.env.FAULTS_OBJECTS ??= '500';
process.env.LARGE_BYTES ??= '2e9';
process.env.SCHEMATHESIS_EXAMPLES ??= '500';
await testAll(['--testTimeout=1800000']);
