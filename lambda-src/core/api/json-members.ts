/**
 * The members of an object's JSON text, by name, each value as the text that it came as: numbers keep every digit. Undefined where the
 * text is no object. The text must be valid JSON. Of a name that is repeated the last value counts, at the place of the first.
 */
export function membersOf(json: string): Map<string, string> | undefined {
  let at = skipSpace(json, 0);
  if (json[at] !== '{') return undefined;
  const members = new Map<string, string>();
  for (at = skipSpace(json, at + 1); json[at] !== '}';) {
    const nameEnd = endOfString(json, at);
    const name = JSON.parse(json.slice(at, nameEnd)) as string;
    const start = skipSpace(json, skipSpace(json, nameEnd) + 1);
    const end = endOfValue(json, start);
    members.set(name, json.slice(start, end));
    at = skipSpace(json, end);
    if (json[at] === ',') at = skipSpace(json, at + 1);
  }
  return members;
}

function skipSpace(json: string, from: number): number {
  let at = from;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at++;
  return at;
}

/** Behind the closing quote of the string that starts here. */
function endOfString(json: string, from: number): number {
  let at = from + 1;
  for (; json[at] !== '"'; at++) {
    if (json[at] === '\\') at++;
    if (at >= json.length) throw new SyntaxError('a string of a row does not end');
  }
  return at + 1;
}

function endOfValue(json: string, from: number): number {
  if (json[from] === '"') return endOfString(json, from);
  let depth = 0;
  for (let at = from; at < json.length; at++) {
    const character = json[at];
    if (character === '"') {at = endOfString(json, at) - 1;} else if (character === '{' || character === '[') {depth++;} else if (depth === 0 && /[\s,}\]]/.test(character)) {return at;} else if (character === '}' || character === ']') {
      if (--depth === 0) return at + 1;
    }
  }
  return json.length;
}
