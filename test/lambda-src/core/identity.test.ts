import * as fc from 'fast-check';
import { OBJECT_ID, objectId, shardOf } from '../../../lambda-src/core/identity';
import { INDEX_SHARDS } from '../../../src/contract';

test('an id is opaque, short and safe in a path, whatever the key', () => {
  fc.assert(fc.property(fc.string(), fc.string({ unit: 'binary' }), (bucket, key) => {
    expect(objectId(bucket, key)).toMatch(OBJECT_ID);
    expect(objectId(bucket, key)).toHaveLength(32);
    expect(shardOf(objectId(bucket, key))).toBeLessThan(INDEX_SHARDS);
  }));
});

test('an id never changes from one version to the next: it is stored', () => {
  expect(objectId('landing', 'in/orders.csv')).toBe('Hlp_Tg2TRtO-Gs-bNh_W1pJeUcCO-O0z');
});

test('bucket and key do not run into one another', () => {
  expect(objectId('ab', 'c')).not.toBe(objectId('a', 'bc'));
});
