import { Duration } from 'aws-cdk-lib';
import { Bucket, CorsRule, HttpMethods, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ApiCors } from '../api/cors-options';
import { fail } from '../private/imports';

/**
 * Lets pages send upload forms, and the parts of large files, to a bucket. What they may upload is in the signature; the rule says
 * only that a browser may pass on what S3 answers.
 */
export function letPagesUpload(scope: Construct, bucket: IBucket, { origins, maxAge = Duration.hours(1) }: ApiCors, importsPrepared: boolean): void {
  const rule: CorsRule = {
    allowedOrigins: [...new Set(origins)],
    allowedMethods: [HttpMethods.POST, HttpMethods.PUT],
    allowedHeaders: ['*'],
    exposedHeaders: ['ETag', 'Location', 'x-amz-version-id'],
    maxAge: maxAge.toSeconds(),
  };
  if (bucket instanceof Bucket) {
    bucket.addCorsRule(rule);
  } else if (!importsPrepared) {
    const text = JSON.stringify({
      CORSRules: [{
        AllowedOrigins: rule.allowedOrigins,
        AllowedMethods: rule.allowedMethods,
        AllowedHeaders: rule.allowedHeaders,
        ExposeHeaders: rule.exposedHeaders,
        MaxAgeSeconds: rule.maxAge,
      }],
    }, null, 2);
    fail(scope, `the CORS rules of the imported bucket cannot be changed from here: add this rule to it yourself and then pass importsPrepared: true\n${text}`);
  }
}
