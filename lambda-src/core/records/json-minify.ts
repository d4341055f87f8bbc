import { Byte } from './bytes';
import type { ByteString } from './parser';

/** A valid JSON text on one line: the whitespace between its tokens is left out, everything else stays as it is. */
export function onOneLine(json: ByteString): ByteString {
  return json.includes('\n') || json.includes('\r') ? minify(json) : json;
}

function minify(json: ByteString): ByteString {
  let out = '';
  let from = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === Byte.QUOTE) {
      inString = !inString;
    } else if (inString) {
      if (code === Byte.BACKSLASH) at++;
    } else if (code <= Byte.SPACE) {
      if (from < at) out += json.slice(from, at);
      from = at + 1;
    }
  }
  return out + json.slice(from);
}
