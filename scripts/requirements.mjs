/** Brings the table of requirements up to date with the results that `npm test` left; with `--check` only compares. */
import { generate } from './generate.mjs';

await generate('requirements', process.argv.slice(2));
