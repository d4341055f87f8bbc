/** A finding on a part of `ServerlessIngestApi` that has no better form, and what guards against it instead. */
export interface ComplianceRegisterEntry {
  /** The finding it explains; `<...>` stands for what differs from app to app. */
  readonly id: string;

  /** Which resources it explains the finding on, besides being inside a part of `ServerlessIngestApi`. */
  readonly appliesTo: string;

  /** Why the finding stands. */
  readonly reason: string;

  /** What limits the risk instead. */
  readonly compensatingControl: string;
}
