import { lookup } from 'node:dns/promises';
import * as fc from 'fast-check';
import { assertLoopback } from '../../local/loopback';

jest.mock('node:dns/promises', () => {
  const actual = jest.requireActual<typeof import('node:dns/promises')>('node:dns/promises');
  return { ...actual, lookup: jest.fn(actual.lookup) };
});

const octet = fc.integer({ min: 0, max: 255 });

test('takes every address of 127.0.0.0/8', () => fc.assert(fc.asyncProperty(octet, octet, octet, async (...rest) => {
  await expect(assertLoopback(`http://127.${rest.join('.')}:4566`)).resolves.toBeUndefined();
})));

test('refuses every other IPv4 address', () => fc.assert(fc.asyncProperty(octet.filter((first) => first !== 127), octet, octet, octet, async (...all) => {
  await expect(assertLoopback(`http://${all.join('.')}:4566`)).rejects.toThrow('not this machine');
})));

test.each(['http://[::1]:1', 'http://[::ffff:127.0.0.1]:1', 'http://localhost:1', 'https://127.0.0.1'])('takes %s', async (url) => {
  await expect(assertLoopback(url)).resolves.toBeUndefined();
});

test.each(['http://[::]:1', 'http://[fe80::1]:1', 'http://[::ffff:8.8.8.8]:1', 'https://[2001:db8::1]/x'])('refuses %s', async (url) => {
  await expect(assertLoopback(url)).rejects.toThrow('which is not this machine: the local stack talks to 127.0.0.1 and ::1 only');
});

test('refuses a name that stands for no address', async () => {
  await expect(assertLoopback('http://nowhere.invalid:4566')).rejects.toThrow('stands for no address');
});

test('refuses a name with one address elsewhere, and says which', async () => {
  const addresses = [{ address: '127.0.0.1', family: 4 }, { address: '203.0.113.9', family: 4 }];
  jest.mocked(lookup as unknown as () => Promise<typeof addresses>).mockResolvedValueOnce(addresses);
  await expect(assertLoopback('http://both.example:4566')).rejects.toThrow('http://both.example:4566 leads to 203.0.113.9, which');
});
