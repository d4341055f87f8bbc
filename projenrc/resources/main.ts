import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countedResources, DOCUMENT, renderResources } from './table';

writeFileSync(join(__dirname, '..', '..', DOCUMENT), renderResources(countedResources()));
