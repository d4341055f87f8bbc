import type { LifecycleRule, LifecycleRuleFilter, Tag, TransitionStorageClass } from '@aws-sdk/client-s3';

interface TransitionProperty {
  readonly StorageClass: TransitionStorageClass;
  readonly TransitionInDays?: number;
}

/** A lifecycle rule as CloudFormation writes it. */
export interface LifecycleRuleProperty {
  readonly Id?: string;
  readonly Status: 'Enabled' | 'Disabled';
  readonly Prefix?: string;
  readonly TagFilters?: Tag[];
  readonly ObjectSizeGreaterThan?: number | string;
  readonly ObjectSizeLessThan?: number | string;
  readonly ExpirationInDays?: number;
  readonly ExpirationDate?: string;
  readonly ExpiredObjectDeleteMarker?: boolean;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number; readonly NewerNoncurrentVersions?: number };
  readonly NoncurrentVersionExpirationInDays?: number;
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number };
  readonly Transitions?: (TransitionProperty & { readonly TransitionDate?: string })[];
  readonly NoncurrentVersionTransitions?: (TransitionProperty & { readonly NewerNoncurrentVersions?: number })[];
}

const toNumber = (value: number | string | undefined) => value === undefined ? undefined : Number(value);
const toDate = (value: string | undefined) => value === undefined ? undefined : new Date(value);

function toFilter(rule: LifecycleRuleProperty): LifecycleRuleFilter {
  const { Prefix, TagFilters: Tags = [] } = rule;
  const sizes = { ObjectSizeGreaterThan: toNumber(rule.ObjectSizeGreaterThan), ObjectSizeLessThan: toNumber(rule.ObjectSizeLessThan) };
  const conditions = Tags.length + [Prefix, ...Object.values(sizes)].filter((value) => value !== undefined).length;
  if (conditions > 1) return { And: { Prefix, Tags: Tags.length > 0 ? Tags : undefined, ...sizes } };
  return { Prefix: conditions === 0 ? '' : Prefix, Tag: Tags[0], ...sizes };
}

function toExpiration({ ExpirationInDays: Days, ExpirationDate, ExpiredObjectDeleteMarker }: LifecycleRuleProperty) {
  const expiration = { Days, Date: toDate(ExpirationDate), ExpiredObjectDeleteMarker };
  return Object.values(expiration).some((value) => value !== undefined) ? expiration : undefined;
}

function toNoncurrentExpiration({ NoncurrentVersionExpiration, NoncurrentVersionExpirationInDays: NoncurrentDays }: LifecycleRuleProperty) {
  return NoncurrentVersionExpiration ?? (NoncurrentDays === undefined ? undefined : { NoncurrentDays });
}

/** The same rule as the S3 API writes it. */
export function toLifecycleRule(rule: LifecycleRuleProperty): LifecycleRule {
  return {
    ID: rule.Id,
    Status: rule.Status,
    Filter: toFilter(rule),
    Expiration: toExpiration(rule),
    NoncurrentVersionExpiration: toNoncurrentExpiration(rule),
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    Transitions: rule.Transitions?.map(({ TransitionInDays: Days, TransitionDate, StorageClass }) => ({
      Days, Date: toDate(TransitionDate), StorageClass,
    })),
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map(({ TransitionInDays: NoncurrentDays, ...transition }) => ({
      NoncurrentDays, ...transition,
    })),
  };
}
