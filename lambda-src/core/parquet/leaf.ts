import type { FileMetadata, SchemaElement } from './hyparquet';
import { type ToJson, toJsonOf } from './to-json';
import type { ByteString } from '../records/parser';
import { insideOf } from '../schema/row-plan';

/** A column of values. */
export interface Leaf {
  /** `"name":`; the names of a flattened structure are joined by dots. */
  readonly prefix: ByteString;
  readonly name: string;
  readonly element: SchemaElement;
  /** Levels at which a value can be missing; one that is there has this level. */
  readonly maxLevel: number;
  readonly toJson: ToJson;
}

/**
 * The columns of a file, in its order.
 *
 * @param flatten whether the members of structures become columns
 * @returns why a file of these columns cannot be rows, or the columns
 */
export function leavesOf({ schema }: FileMetadata, flatten: boolean): Leaf[] | string {
  const leaves: Leaf[] = [];
  let next = 1;
  const visit = (path: readonly string[], level: number): string | undefined => {
    const element = schema[next++];
    const names = [...path, element.name];
    const name = names.join('.');
    if (element.repetition_type === 'REPEATED') return nested(name, 'a list or map', 'write it as JSON text in a string column, or leave it out');
    const maxLevel = level + (element.repetition_type === 'REQUIRED' ? 0 : 1);
    if (element.num_children === undefined || element.num_children === 0) {
      leaves.push({ prefix: `"${insideOf(name)}":`, name, element, maxLevel, toJson: toJsonOf(element) });
      return undefined;
    }
    const isList = schema[next]?.repetition_type === 'REPEATED';
    if (!flatten && !isList) return nested(name, 'a structure', 'flatten it, by hand or by Format.parquet({ flatten: true })');
    for (let child = 0; child < element.num_children; child++) {
      const problem = visit(names, maxLevel);
      if (problem) return isList ? nested(name, 'a list or map', 'write it as JSON text in a string column, or leave it out') : problem;
    }
    return undefined;
  };
  for (let child = 0; child < (schema[0]?.num_children ?? 0); child++) {
    const problem = visit([], 0);
    if (problem) return problem;
  }
  const twin = leaves.find(({ name }, n) => leaves.findIndex(other => other.name === name) < n);
  return twin ? `two columns are called ${JSON.stringify(twin.name)}: rename one of them` : leaves;
}

function nested(name: string, what: string, fix: string): string {
  return `the column ${JSON.stringify(name)} is ${what}, and a row has columns only: ${fix}`;
}
