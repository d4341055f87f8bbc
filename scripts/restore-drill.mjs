import { launch } from './launch.mjs';

await launch('local/restore-drill.ts');
