import { Construct } from 'constructs';
import { SourceConfig } from '../contract';
import { fail } from '../private/imports';

/** S3 refuses two notifications that could match one key, so overlapping suffixes are refused at synth. */
export function checkFilter(scope: Construct, filter: SourceConfig): void {
  if (filter.prefix.startsWith('/')) {
    fail(scope, `the prefix ${JSON.stringify(filter.prefix)} starts with a slash, which S3 takes for a part of the key: leave it out`);
  }
  filter.suffixes.forEach((suffix, index) => {
    if (suffix === '') {
      fail(scope, 'a suffix is empty: leave suffixes out to ingest every key');
    }
    const other = filter.suffixes.find((candidate, at) => at !== index && candidate.endsWith(suffix));
    if (other !== undefined) {
      fail(scope, `the suffixes ${JSON.stringify(suffix)} and ${JSON.stringify(other)} overlap, which S3 refuses: keep the shorter one`);
    }
  });
}
