import { launch } from './launch.mjs';

await launch('local/local.ts');
