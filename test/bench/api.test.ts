import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { startBundledStub } from './bundled-stub';
import { API, API_PEERS } from '../../bench/contenders';
import { entryOf, OBJECTS } from '../../bench/ledger';
import { read } from '../../bench/reads';
import type { StubProcess } from '../../bench/stub-process';

const READS = { warmUp: 10, requests: 40 };

let stub: StubProcess;
beforeAll(async () => {
  stub = await startBundledStub();
});
afterAll(() => stub.stop());

/** Passes calls on to the stub and answers what it answers, or a changed one from the given call on. Runs while `use` does. */
async function throughProxy(change: (body: string) => string, from: number, use: (url: string) => Promise<unknown>): Promise<void> {
  let calls = 0;
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = { 'x-amz-target': String(request.headers['x-amz-target']) };
    const answer = await fetch(stub.endpoint, { method: 'POST', headers, body: Buffer.concat(chunks) });
    const body = await answer.text();
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(++calls === from ? change(body) : body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('no two objects of the ledger are alike', () => {
  expect(new Set(Array.from({ length: OBJECTS }, (_, n) => entryOf(n).id)).size).toBe(OBJECTS);
});

describe.each([API, ...API_PEERS])('$name', ({ bundle }) => {
  const through = (change: (body: string) => string, from: number): Promise<void> => (
    throughProxy(change, from, url => read(bundle, READS, stub, { AWS_ENDPOINT_URL: url })));

  test('answers what the ledger holds', async () => {
    expect(await read(bundle, READS, stub)).toBeGreaterThan(0);
  });

  test('and does so through the proxy of the tests below', () => through(body => body, 1));

  test.each<[string, (body: string) => string]>([
    ['a count that is off by one', body => body.replace('"rowsWritten":{"N":"1044"}', '"rowsWritten":{"N":"1045"}')],
    ['no item', () => '{}'],
  ])('is no measurement with %s in one answer', async (_, change) => {
    await expect(through(change, 45)).rejects.toThrow(/got it wrong: 50 answers came of 50, and the first wrong one is number 45: /);
  });
});
