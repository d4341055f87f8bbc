/** Who gets the page of documentation. */
export const DocsReaders = {
  /** Whoever may call the API. The document is in the page. */
  CALLERS: 'callers',
  /** Anyone. The page holds nothing of the API, and asks its reader for what the document can be got with. */
  ANYONE: 'anyone',
} as const;
export type DocsReaders = typeof DocsReaders[keyof typeof DocsReaders];

/** The folder with the page of documentation: below `assets/`, and beside the handler where there is such a page. */
export const DOCS_FOLDER = 'docs';
