import { SchemaConfig } from '../../contract';
import { SchemaOptions } from '../../records/schema';

/** Refuses a row that would have two members of one name, and options that concern no column. */
export function checkNames(config: SchemaConfig, options: SchemaOptions): void {
  const known = config.columns.map(({ name }) => name);
  for (const column of Object.keys(options.renames ?? {})) {
    if (!known.includes(column)) throw new Error(`renames has the column ${JSON.stringify(column)}, which the schema does not: use one of ${known.join(', ')}`);
  }
  const seen = new Set<string>();
  const members = [
    ...config.columns.map(({ name, as }) => as ?? name),
    ...Object.keys(config.constants ?? {}),
    ...(config.computed ?? []).map(({ name }) => name),
    ...config.unknown === 'rescue' ? [config.rescued] : [],
  ];
  for (const member of members) {
    if (member === '') throw new Error('a member of a row needs a name that is not empty');
    if (seen.has(member)) throw new Error(`two members of a row would be called ${JSON.stringify(member)}: rename one of them`);
    seen.add(member);
  }
}
