import { badRequest, quote } from './problem';

/**
 * The members of a JSON body. A 400 for a body that is no JSON object and for a member that the route does not have.
 *
 * @param example what to send, for the detail
 */
export function readBody<Name extends string>(body: string | undefined, names: readonly Name[], example: string): Record<Name, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body ?? '');
  } catch {
    throw badRequest(`the body is not JSON: send ${example}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest(`the body is not a JSON object: send ${example}`);
  const unknown = Object.keys(value).find(name => !names.includes(name as Name));
  if (unknown !== undefined) throw badRequest(`the body has an unknown member ${quote(unknown)}: use ${names.join(', ')}`);
  return value as Record<Name, unknown>;
}
