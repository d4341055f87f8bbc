import { ColumnConfig } from '../../contract';

/** The parts of a computed member: texts, and columns by their names in the file. */
export function parseTemplate(name: string, template: string, columns: readonly ColumnConfig[]): (string | { readonly column: string })[] {
  const refuse = (problem: string): never => {
    throw new Error(`the computed member ${JSON.stringify(name)} is ${JSON.stringify(template)}: ${problem}`);
  };
  const parts: (string | { readonly column: string })[] = [];
  let text = '';
  for (let at = 0; at < template.length; at++) {
    const character = template[at];
    if (character !== '{' && character !== '}') {
      text += character;
    } else if (template[at + 1] === character) {
      text += character;
      at++;
    } else {
      const end = template.indexOf('}', at);
      if (character === '}' || end < 0) refuse('write a brace that stands for itself twice');
      const column = template.slice(at + 1, end);
      if (!columns.some((one) => one.name === column)) refuse(`the schema has no column ${JSON.stringify(column)}, use one of its properties`);
      if (text !== '') parts.push(text);
      text = '';
      parts.push({ column });
      at = end;
    }
  }
  if (text !== '') parts.push(text);
  if (!parts.some((part) => typeof part === 'object')) refuse('use at least one column, or a constant');
  return parts;
}
