import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Emulator } from '../../local/emulator';

jest.mock('../../local/emulator-environment', () => {
  const actual = jest.requireActual<typeof import('../../local/emulator-environment')>('../../local/emulator-environment');
  const emulatorEnvironment = (...args: Parameters<typeof actual.emulatorEnvironment>) => ({
    ...actual.emulatorEnvironment(...args), MINISTACK_SSL_CERT: '/nowhere/cert.pem', MINISTACK_SSL_KEY: '/nowhere/key.pem',
  });
  return { ...actual, emulatorEnvironment };
});

const runs = () => readdirSync(tmpdir()).filter((name) => name.startsWith('serverless-ingest-'));

test('an emulator that does not come up shows the end of its log and leaves nothing behind', async () => {
  const before = runs();
  await expect(Emulator.start({ tls: true })).rejects.toThrow(/^the emulator did not start \(it ended with .*MINISTACK_SSL_CERT path not found/s);
  expect(runs().filter((name) => !before.includes(name))).toEqual([]);
});
