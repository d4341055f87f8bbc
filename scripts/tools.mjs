/** Installs tools of local/tools/ unless they are there, and prints the folder of their programs: `node scripts/tools.mjs sam` */
import { becomeMiddleman } from './children.mjs';
import { ensureTools, ensureVenv } from './setup.mjs';

becomeMiddleman();
await ensureVenv();
process.stdout.write(`${await ensureTools(process.argv[2])}\n`);
