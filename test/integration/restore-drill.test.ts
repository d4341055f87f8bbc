import {
  DeleteItemCommand, DescribeContinuousBackupsCommand, DescribeTimeToLiveCommand, DynamoDBClient, ListBackupsCommand, ListTablesCommand,
  RestoreTableToPointInTimeCommand, ScanCommand, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { Pipeline } from './pipeline';
import { runCommand } from './run-command';
import { compare, itemsOf } from '../../lambda-src/cli/restore-drill/items';

const csv = (rows: number) => `name,n\n${Array.from({ length: rows }, (_, n) => `a,${n}\n`).join('')}`;

let pipeline: Pipeline;
let dynamodb: DynamoDBClient;
beforeAll(async () => {
  pipeline = await Pipeline.start({ source: { prefix: 'in/' }, table: { pointInTimeRecovery: true } });
  dynamodb = pipeline.session.clients.dynamodb;
  await pipeline.ingest('in/a.csv', csv(250));
  await pipeline.ingest('in/b.csv', csv(3));
  await pipeline.quiet();
});
afterAll(() => pipeline?.stop());

const restoreDrill = (...args: string[]) => runCommand(pipeline.session, ['restore-drill', '--stack', 'Integration', ...args]);

/** Nothing of a drill is there any more. */
async function expectNothingLeft(): Promise<void> {
  expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual([pipeline.session.table]);
  expect((await dynamodb.send(new ListBackupsCommand({}))).BackupSummaries).toEqual([]);
}

test.each(['backup', 'pitr'])('D9: the table is restored beside itself from %s, is the same item by item, and the copy goes', async (from) => {
  const { Count } = await dynamodb.send(new ScanCommand({ TableName: pipeline.session.table }));
  const { code, stdout } = await restoreDrill('--from', from, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    same: true,
    compared: Count,
    missing: 0,
    extra: 0,
    different: 0,
    lost: false,
    origin: from,
    restored: expect.stringMatching(/-drill-\w+$/),
    restoreSeconds: expect.any(Number),
  });
  await expectNothingLeft();
});

test('D9: a table that is lost is restored under its own name with its settings, and the API answers as before', async () => {
  const rows = await pipeline.rows('in/a.csv', 1000);
  expect(rows).toHaveLength(250);
  const { code, stdout } = await restoreDrill('--delete', '--yes');
  expect(stdout).toMatch(/restored it under its own name after its deletion in [\d.]+ s: the recovery time\n/);
  expect(stdout).toMatch(/compared \d+ items.*: 0 missing, 0 besides, 0 different\nthe restored table is the same\n$/);
  expect(code).toBe(0);
  expect(await pipeline.rows('in/a.csv', 1000)).toEqual(rows);
  expect(await pipeline.ingest('in/after.csv', csv(2))).toMatchObject({ status: 'COMMITTED', rowsWritten: 2 });
  const TableName = pipeline.session.table;
  expect((await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription)
    .toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  expect((await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription?.PointInTimeRecoveryDescription)
    .toMatchObject({ PointInTimeRecoveryStatus: 'ENABLED' });
  await expectNothingLeft();
});

test('D9: an item that is missing, besides or different is told by its key', async () => {
  const { table } = pipeline.session;
  await dynamodb.send(new RestoreTableToPointInTimeCommand({ SourceTableName: table, TargetTableName: 'copy', UseLatestRestorableTime: true }));
  const { Items: [gone, changed] = [] } = await dynamodb.send(new ScanCommand({ TableName: 'copy' }));
  const keyOf = ({ pk, sk }: typeof gone) => ({ pk, sk });
  await dynamodb.send(new DeleteItemCommand({ TableName: 'copy', Key: keyOf(gone) }));
  for (const Key of [keyOf(changed), { pk: { S: 'besides' }, sk: { S: 'a' } }]) {
    const change = { UpdateExpression: 'SET changed = :c', ExpressionAttributeValues: { ':c': { N: '1' } } };
    await dynamodb.send(new UpdateItemCommand({ TableName: 'copy', Key, ...change }));
  }
  const keys = ['pk', 'sk'];
  const told = await compare(dynamodb, itemsOf(dynamodb, table, keys), 'copy', keys, () => undefined);
  expect(told).toMatchObject({ missing: 1, extra: 1, different: 1 });
  expect([...told.examples].sort()).toEqual([`different ${JSON.stringify([changed.pk, changed.sk])}`, `missing ${JSON.stringify([gone.pk, gone.sk])}`]);
});

test.each<[string[], number, RegExp]>([
  [['--from', 'tape'], 2, /--from is "tape": use backup or pitr/],
  [['--delete', '--from', 'pitr'], 2, /--delete goes with --from backup/],
  [['--limit', 'long'], 2, /--limit is "long"/],
  [['--pipeline', 'Other'], 1, /no pipeline Other/],
  [['--delete'], 1, /nobody is at a terminal to confirm it: add --yes/],
])('D9: restore-drill %j ends with %i and leaves the table alone', async (args, code, message) => {
  const ended = await restoreDrill(...args);
  expect([ended.code, ended.stdout]).toEqual([code, '']);
  expect(ended.stderr).toMatch(message);
  expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toContain(pipeline.session.table);
});
