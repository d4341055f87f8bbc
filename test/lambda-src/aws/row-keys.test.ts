import { blockOf, blockPartition, RowKeys, rowSortKey } from '../../../lambda-src/aws/row-keys';

test('rows are written under the keys that readers look for', () => {
  const keys = new RowKeys('an-id#7#0#');
  for (let row = 1; row <= 100_201; row++) {
    const expected = { pk: { S: blockPartition('an-id', 7, 0, blockOf(row)) }, sk: { S: rowSortKey(row) } };
    expect(`{${keys.next()}}`).toBe(JSON.stringify(expected));
  }
});
