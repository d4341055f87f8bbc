import { RestoreObjectCommand, type StorageClass } from '@aws-sdk/client-s3';
import type { Pipeline } from './pipeline';
import { readCsv } from './readers';
import { s3Event } from './s3-event';
import { silently } from './silent-bucket';

const A = 'n\n1\n2\n3\n';
const B = 'n\n4\n';

/** What happens to objects by themselves, by lifecycle rules: the same with versions and without. The emulator runs no rules, but it archives and restores. */
export function testsOfWhatGoesAway(pipeline: () => Pipeline): void {
  /** S3's word for what a lifecycle rule did. */
  const expired = (key: string, eventName: string) => pipeline().send(s3Event({ bucket: pipeline().session.bucket, key, eventName }));

  test.each<StorageClass>(['GLACIER', 'DEEP_ARCHIVE'])('an object that is archived in %s says so, and has its rows as soon as it is restored', async (StorageClass) => {
    const key = `archived/${StorageClass}.csv`;
    expect(await pipeline().ingest(key, A, { StorageClass })).toMatchObject({
      status: 'ARCHIVED', rowsWritten: 0, firstError: { message: expect.stringMatching(/^the object is archived \(8 bytes\): restore it/) },
    });
    expect(await pipeline().rows(key)).toEqual([]);
    const { clients: { s3 }, bucket: Bucket } = pipeline().session;
    await s3.send(new RestoreObjectCommand({ Bucket, Key: key, RestoreRequest: { Days: 1 } }));
    await pipeline().settled(key, ({ status }) => status === 'COMMITTED');
    expect(await pipeline().rows(key)).toEqual(readCsv(A));
  });

  test('an archived object in place of a readable one shows no row of that', async () => {
    await pipeline().ingest('archived/over.csv', A);
    expect(await pipeline().ingest('archived/over.csv', B, { StorageClass: 'GLACIER' })).toMatchObject({ status: 'ARCHIVED', rowsWritten: 0 });
    expect(await pipeline().rows('archived/over.csv')).toEqual([]);
    // Without versions the archived one has the same entity tag.
    await pipeline().put('archived/over.csv', B);
    await pipeline().settled('archived/over.csv', ({ status }) => status === 'COMMITTED');
    expect(await pipeline().rows('archived/over.csv')).toEqual(readCsv(B));
  });

  test('an object of an archive that is read at once is ingested like any other', async () => {
    expect(await pipeline().ingest('archived/instant.csv', A, { StorageClass: 'GLACIER_IR' })).toMatchObject({ status: 'COMMITTED' });
    expect(await pipeline().rows('archived/instant.csv')).toEqual(readCsv(A));
  });

  test.each(['LifecycleExpiration:Delete', 'LifecycleExpiration:DeleteMarkerCreated'])('%s takes the rows of an object that has expired', async (eventName) => {
    const key = `expired/${eventName}.csv`;
    const { id } = await pipeline().ingest(key, A);
    await silently(pipeline(), () => pipeline().remove(key));
    expect(await pipeline().entry(key)).toMatchObject({ status: 'COMMITTED' });
    await expired(key, eventName);
    expect(await pipeline().deleted(key)).toMatchObject({ id, rowsWritten: 0 });
    expect(await pipeline().rows(key)).toEqual([]);
  });

  test.each([
    'LifecycleExpiration:Delete', 'LifecycleExpiration:DeleteMarkerCreated', 'ObjectRemoved:Delete', 'ObjectRemoved:DeleteMarkerCreated', 'ObjectRestore:Completed',
    'ObjectRestore:Delete',
  ])('%s of an object that is there changes nothing: the bucket is looked at', async (eventName) => {
    const key = `stays/${eventName}.csv`;
    const before = await pipeline().ingest(key, A);
    await expired(key, eventName);
    await pipeline().quiet();
    expect(await pipeline().entry(key)).toEqual(before);
    expect(await pipeline().rows(key)).toEqual(readCsv(A));
  });
}
