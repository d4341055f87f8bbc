import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..');
const CODE = filesOf('src', 'lambda-src').filter(({ name }) => name.endsWith('.ts')).map(({ name, text }) => ({ name, text: withoutComments(text) }));
const EXAMPLES = filesOf('examples').map(({ text }) => text).join('\n');

/** A value that an example passes: how it stands there, and how it would stand in the code of the library. us-east-1 is where AWS keeps what is global. */
const VALUES: [value: string, inExamples: RegExp | undefined, inCode: RegExp][] = [
  ['a region', /us-west-2/, /\b(?!us-east-1\b)(af|ap|ca|eu|il|me|mx|sa|us)(-gov)?-(central|east|north|northeast|northwest|south|southeast|southwest|west)-\d\b/],
  ['an account', undefined, /(?<![\w.])(?!0{12})\d{12}(?![\w.])/],
  ['the tag of the project', /serverless_app/, /serverless_app/],
  ['the tag of the environment', /["']?Environment["']?: ["']?production/, /Environment['"]?: ?['"]production/],
  ['the name of the stack', /["']Orders["']/, /orders/i],
  ['the names of buckets', undefined, /data-storage|\bprod-|MyAPI/],
  ['5 and 5 units', /provisioned\(\{ read: 5, write: 5 \}\)/, /provisioned\(\{ *\w+: *\d|\b(read|write)(Capacity)?(Units)?: \d/i],
  ['100 and 100 units', /(Read|Write)Capacity: 100/, /\b(Read|Write)Capacity\w* ?[:=?]+ ?\d/i],
  ['rows for 30 days', /Duration\.days\(30\)/, /days\(30\)|2_?592_?000/],
  ['a timeout of 10 seconds', /Timeout=10/, /seconds\(10\)|[tT]imeout\w* ?[:=?]+ ?10\b/],
];

interface File { readonly name: string; readonly text: string }

function filesOf(...folders: string[]): File[] {
  return folders.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/node_modules|\.venv|__pycache__|cdk\.out/.test(entry.parentPath))
    .map(({ parentPath, name }) => ({ name: join(parentPath, name).slice(ROOT.length + 1), text: readFileSync(join(parentPath, name), 'utf8') }));
}

/** What the compiler reads of a file. */
function withoutComments(source: string): string {
  return ts.createPrinter({ removeComments: true }).printFile(ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest));
}

const holding = (pattern: RegExp, files: readonly File[]) => files.flatMap(({ name, text }) => text.split('\n').filter((line) => pattern.test(line)).map((line) => `${name}: ${line.trim()}`));

test.each(VALUES)('%s is passed by an example, and is nowhere in the library', (_, inExamples, inCode) => {
  expect(inExamples?.test(EXAMPLES)).not.toBe(false);
  expect(holding(inCode, CODE)).toEqual([]);
});

test('the code is looked at, and what is in it would be found', () => {
  expect(CODE.length).toBeGreaterThan(250);
  const plants = ['"us-west-2"', '`arn:aws:iam::123456789012:role/x`', '"serverless_app"', '{ Environment: "production" }', '"Orders"', '"prod-MyAPI"',
    'Capacity.provisioned({ read: 5, write: 5 })', '{ writeCapacity: 100 }', 'Duration.days(30)', '{ timeout: Duration.seconds(10) }'];
  VALUES.forEach(([, , inCode], index) => {
    const planted = withoutComments(`export const x = ${plants[index]};`);
    expect(holding(inCode, [{ name: 'x.ts', text: planted }])).toHaveLength(1);
    expect(holding(inCode, [{ name: 'x.ts', text: withoutComments(`/** ${plants[index]} */\nexport const x = 1; // ${plants[index]}`) }])).toEqual([]);
  });
});
