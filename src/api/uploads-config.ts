import { Duration, Size } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ApiOptions } from './api-options';
import { MAX_OBJECT_BYTES, UploadsConfig } from '../contract';
import { fail } from '../private/imports';

/** What the handler is told about uploads. Refuses limits that S3 does not have. */
export function uploadsConfig(scope: IConstruct, options: ApiOptions): UploadsConfig {
  const maxUploadSize = options.maxUploadSize ?? Size.gibibytes(1);
  const expiry = options.uploadExpiry ?? Duration.minutes(5);
  if (maxUploadSize.toBytes() > MAX_OBJECT_BYTES || maxUploadSize.toBytes() < 1) {
    fail(scope, `maxUploadSize is 1 byte to 5 TiB, not ${maxUploadSize.toBytes()} bytes`);
  }
  if (expiry.toSeconds() < 1 || expiry.toSeconds() > 300) {
    fail(scope, `uploadExpiry is 1 to 300 s, not ${expiry.toSeconds()} s`);
  }
  return {
    maxBytes: maxUploadSize.toBytes(),
    expiresSeconds: expiry.toSeconds(),
    ...(options.uploadChecksum && { checksum: options.uploadChecksum }),
  };
}
