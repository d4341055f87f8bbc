/** Writes the released template, its assets and the script that uploads them into dist/template/. */
import { generate } from './generate.mjs';

await generate('release-template');
