/** Tells how long the import of a bundle takes in a fresh process, in milliseconds. */
import { pathToFileURL } from 'node:url';

const start = performance.now();
await import(pathToFileURL(process.argv[2]).href);
process.send({ milliseconds: performance.now() - start }, () => process.exit());
