import { Schema } from '../open-api/schema';

/** A page, and what a browser may do for it. */
export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** What the page shows: the document, or how to ask for it. */
export type Given = { readonly document: Schema } | { readonly schemes: Record<string, Schema> };

/** Where the page gets what it shows. */
const SLOT = '{}</script>';
const POLICY = /http-equiv="Content-Security-Policy" content="([^"]+)"/;

/**
 * The page of documentation with what it shows in it.
 *
 * @param template - the page as it was built, see `scripts/bundle-docs.mjs`
 */
export function fillPage(template: string, given: Given): Page {
  const [, policy] = POLICY.exec(template) ?? [];
  if (policy === undefined || !template.includes(SLOT)) throw new Error('the page of documentation is not as it was built: build it again');
  // A block of data is no script to the policy, but ends where a script would.
  const data = JSON.stringify(given).replaceAll('<', '\\u003c');
  // Being framed is a thing that only the header can forbid.
  return { html: template.replace(SLOT, () => `${data}</script>`), contentSecurityPolicy: `${policy}; frame-ancestors 'none'` };
}
