import { demoArguments } from './demo-arguments.mjs';
import { launch } from './launch.mjs';

await launch('local/demo.ts', demoArguments(process.argv.slice(2)));
