import { IBucket } from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { ComplianceException } from './compliance-gate-props';

// A registered symbol: the mark survives two copies of this library in one app.
const PART = Symbol.for('serverless-ingest-api.part');

/** What a part says about itself to the compliance gate. */
interface PartMark {
  readonly buckets: IBucket[];
}

/**
 * Marks a construct as a part of `ServerlessIngestApi`. Only findings below a marked construct can be explained by the
 * register. Marking acknowledges nothing: without a gate it has no effect.
 *
 * @param construct the part
 * @param buckets the buckets whose object keys the roles of this part may use; wildcards in keys of other buckets stay findings
 */
export function markPart(construct: IConstruct, ...buckets: IBucket[]): void {
  Object.defineProperty(construct, PART, { value: { buckets } satisfies PartMark, configurable: true });
}

/** Whether a construct is, or lies below, a part of `ServerlessIngestApi`. */
export function isInPart(construct: IConstruct): boolean {
  return marksAbove(construct).length > 0;
}

/** The buckets that the parts around a construct named. */
export function bucketsOfParts(construct: IConstruct): IBucket[] {
  return marksAbove(construct).flatMap(mark => mark.buckets);
}

function marksAbove(construct: IConstruct): PartMark[] {
  return construct.node.scopes
    .map(scope => (scope as { [PART]?: PartMark })[PART])
    .filter(mark => mark !== undefined);
}

// What a caller of ours said by an option about a finding, such as the reason of `ApiAuth.none(reason)`.
const STATED = Symbol.for('serverless-ingest-api.stated');

/**
 * Passes on the reason that the app gave for a choice which rules find fault with. To the gate it is an exception of the app, limited to
 * this construct, and the evidence lists it as one.
 */
export function stateReason(construct: IConstruct, ids: string[], reason: string): void {
  Object.defineProperty(construct, STATED, { value: ids.map(id => ({ id, path: construct.node.path, reason })), configurable: true });
}

/** The reasons that the app gave below a construct. */
export function statedReasons(construct: IConstruct): ComplianceException[] {
  return construct.node.findAll().flatMap(one => (one as { [STATED]?: ComplianceException[] })[STATED] ?? []);
}
