import { demoArguments } from './demo-arguments.mjs';
import { launch } from './launch.mjs';

await launch('demo', demoArguments(process.argv.slice(2)));
