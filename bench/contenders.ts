import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** What is measured: a bundle that runs by itself. */
export interface Contender {
  readonly name: string;
  readonly bundle: string;
}

/** The ingest handler, as it is deployed. */
export const HANDLER: Contender = { name: 'ours', bundle: join(ROOT, 'assets', 'ingest', 'index.mjs') };

/** Handlers that do the same job. */
export const PEERS: readonly Contender[] = ['recipe', 'hand-tuned'].map(name => built('peers', name));

/** The same with a schema of ten columns, by the names of those without. */
export const TYPED_PEERS: readonly Contender[] = PEERS.map(({ name }) => ({ name, bundle: built('peers', `${name}-typed`).bundle }));

/** The API's handler, as it is deployed. */
export const API: Contender = { name: 'ours', bundle: join(ROOT, 'assets', 'api', 'index.mjs') };

/** Handlers that answer `GET /objects/{id}` as it does. */
export const API_PEERS: readonly Contender[] = [built('peers', 'event-handler')];

/** The CSV parser alone. */
export const PARSER: Contender = built('parsers', 'ours');

/** Parsers of others. To add one: a file in `parsers/` like `csv-parse.ts`, and its name here. */
export const PARSER_PEERS: readonly Contender[] = ['csv-parse', 'udsv', 'papaparse', 'newlines'].map(name => built('parsers', name));

function built(folder: string, name: string): Contender {
  return { name, bundle: join(ROOT, '.local', 'bench', folder, `${name}.mjs`) };
}
