import { startBundledStub } from './bundled-stub';
import { type Fault, FaultyProxy } from './faulty-proxy';
import { HANDLER, PEERS, TYPED_PEERS } from '../../bench/contenders';
import { invoke } from '../../bench/invocation';
import type { StubProcess } from '../../bench/stub-process';

const ROWS = 2_010;

let stub: StubProcess;
beforeAll(async () => {
  stub = await startBundledStub();
});
afterAll(() => stub.stop());

async function through(fault: Fault, bundle: string): Promise<void> {
  const proxy = new FaultyProxy(stub.endpoint, fault);
  await proxy.start();
  await invoke(bundle, { rows: ROWS }, stub, { AWS_ENDPOINT_URL: proxy.url }).finally(() => proxy.stop());
}

test.each([HANDLER, ...TYPED_PEERS])('$name types its rows by the schema', async ({ bundle }) => {
  await invoke(bundle, { rows: ROWS, typed: true }, stub);
  expect(await stub.report()).toMatchObject({ right: ROWS, missing: 0, doubled: 0, wrong: 0, firstFault: null });
});

describe.each([HANDLER, ...PEERS])('$name', ({ bundle }) => {
  test('stores each row of the file once, as it stands there', async () => {
    const cost = await invoke(bundle, { rows: ROWS }, stub);
    expect(await stub.report()).toMatchObject({ right: ROWS, missing: 0, doubled: 0, wrong: 0, firstFault: null });
    for (const value of Object.values(cost)) expect(value).toBeGreaterThan(0);
  });

  test('and each record of NDJSON', async () => {
    await invoke(bundle, { rows: ROWS, format: 'ndjson' }, stub);
    expect(await stub.report()).toMatchObject({ right: ROWS, missing: 0, doubled: 0, wrong: 0, firstFault: null });
  });

  test('runs through the proxy of the tests below as well', () => through('none', bundle));

  test.each<[Fault, RegExp]>([
    ['drop', /of 2010 rows 1 are missing, 0 doubled, 0 wrong/],
    ['double', /of 2010 rows 0 are missing, 25 doubled, 0 wrong \(doubled: row \d+\)/],
    ['alter', /of 2010 rows 1 are missing, 0 doubled, 1 wrong \(wrong: .*example\.org/],
  ])('is no measurement with a row that somebody %ss', async (fault, message) => {
    await expect(through(fault, bundle)).rejects.toThrow(message);
  });
});

test('a ledger that was published is a part of our result', async () => {
  await invoke(HANDLER.bundle, { rows: ROWS }, stub);
  expect((await stub.report()).published).toEqual({ status: 'COMMITTED', rowsWritten: ROWS });
});

test('a handler that dies is told with what it printed', async () => {
  await expect(invoke(HANDLER.bundle, { rows: ROWS }, stub, { INGEST_RECORDS: '{' })).rejects.toThrow(/ended by exit code 1:[^]*JSON/);
});
