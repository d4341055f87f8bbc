import { launch } from './launch.mjs';

await launch('examples/browser/start.ts');
