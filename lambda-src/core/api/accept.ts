import { notAcceptable } from './problem';
import type { MediaType } from '../../../src/api/routes';


const TOKEN = "[A-Za-z0-9!#$&^_.+'*%`|~-]+";
const RANGE = new RegExp(`^(${TOKEN})/(${TOKEN})((?:\\s*;\\s*${TOKEN}=(?:${TOKEN}|"(?:[^"\\\\]|\\\\.)*"))*)$`);
const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

interface Range {
  readonly type: string;
  readonly subtype: string;
  readonly weight: number;
}

/**
 * The type of the answer by RFC 9110's `Accept`: the most specific range that names a type says how welcome it is, and of equally
 * welcome types the first offered is taken. A range that cannot be read counts as absent, and so do its parameters. Throws a 406 {@link Problem}
 * where nothing offered is welcome.
 */
export function negotiate(accept: string | undefined, offered: readonly MediaType[]): MediaType {
  const ranges = rangesOf(accept ?? '');
  if (ranges.length === 0) return offered[0];
  const [best] = offered.map(media => ({ media, weight: weightOf(media, ranges) })).sort((a, b) => b.weight - a.weight);
  if (best.weight === 0) throw notAcceptable(`none of the types in Accept can be answered with: use ${offered.join(', ')}`);
  return best.media;
}

function rangesOf(accept: string): Range[] {
  return splitList(accept).flatMap(text => {
    const [, type, subtype, parameters] = RANGE.exec(text) ?? [];
    if (type === undefined || (type === '*' && subtype !== '*')) return [];
    const weight = /;\s*q=([^;\s]*)/i.exec(parameters)?.[1] ?? '1';
    return WEIGHT.test(weight) ? [{ type: type.toLowerCase(), subtype: subtype.toLowerCase(), weight: Number(weight) }] : [];
  });
}

function weightOf(media: MediaType, ranges: readonly Range[]): number {
  const [type, subtype] = media.split('/');
  const matching = [[type, subtype], [type, '*'], ['*', '*']]
    .map(([wantedType, wantedSubtype]) => ranges.filter(range => range.type === wantedType && range.subtype === wantedSubtype))
    .find(found => found.length > 0) ?? [];
  return Math.max(0, ...matching.map(({ weight }) => weight));
}

/** The elements of a header that is a list; commas in quoted strings do not part them. */
export function splitList(header: string): string[] {
  return (header.match(/(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g) ?? []).map(element => element.trim()).filter(element => element !== '');
}
