import { GetBucketNotificationConfigurationCommand, PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import type { Pipeline } from './pipeline';

/** Does something to the bucket while its events go nowhere. */
export async function silently(pipeline: Pipeline, act: () => Promise<unknown>): Promise<void> {
  await pipeline.quiet();
  const { clients: { s3 }, bucket: Bucket } = pipeline.session;
  const { $metadata: _, ...NotificationConfiguration } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));
  await act();
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
}
