/** Writes docs/resources.md: what each preset makes, and why. */
import { generate } from './generate.mjs';

await generate('resources');
