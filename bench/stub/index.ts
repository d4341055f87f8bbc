/**
 * S3 and DynamoDB for one file and one table, in a process of their own, so that what they cost is not charged to the handler.
 * The parent says which file; rows are counted and compared as they come.
 */
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveObject } from './bucket';
import type { Order, Report } from './protocol';
import { RowCheck } from './row-check';
import { TableStub } from './table';
import { Corpus } from '../corpus';

const TARGET = 'DynamoDB_20120810.';

let corpus = new Corpus(1);
let check = new RowCheck(corpus, false);
let table = new TableStub(check, '');
let cpu = process.cpuUsage();

const server = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') {
    serveObject(corpus, request, response);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { status, body } = table.call(target.slice(TARGET.length), Buffer.concat(chunks).toString('latin1'));
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0', 'Content-Length': Buffer.byteLength(body, 'latin1') });
    response.end(body, 'latin1');
  });
});

function load({ rows, format, typed, partition }: Extract<Order, { kind: 'load' }>): void {
  corpus = new Corpus(rows, format);
  check = new RowCheck(corpus, typed);
  table = new TableStub(check, partition);
  cpu = process.cpuUsage();
}

function report(): Report {
  const { user, system } = process.cpuUsage(cpu);
  return { ...check.report(), published: table.published, cpuSeconds: (user + system) / 1e6 };
}

process.on('message', (order: Order) => {
  if (order.kind === 'load') load(order);
  process.send?.(order.kind === 'load' ? {} : report());
});
// The parent is gone.
process.on('disconnect', () => process.exit());

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
