/** A key as S3 writes it in events and inventories: as a form would, spaces as plus signs, the rest percent-encoded. Throws a URIError where it is not. */
export function formDecoded(key: string): string {
  return decodeURIComponent(key.replace(/\+/g, ' '));
}
