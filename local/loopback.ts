import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Refuses an endpoint that is, or could be, anywhere but on this machine: every address that its host name stands for
 * must be in 127.0.0.0/8 or be ::1.
 *
 * @param url - the endpoint, scheme and port included
 * @throws Error when one address is not loopback, or when the name stands for none
 */
export async function assertLoopback(url: string): Promise<void> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address);
  if (addresses.length === 0) throw new Error(`${url} has a host name that stands for no address: use http://127.0.0.1:<port>`);
  const elsewhere = addresses.filter((address) => !isLoopback(address));
  if (elsewhere.length > 0) {
    throw new Error(`${url} leads to ${elsewhere.join(' and ')}, which is not this machine: the local stack talks to 127.0.0.1 and ::1 only`);
  }
}
