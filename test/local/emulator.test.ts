import { existsSync } from 'node:fs';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { alive, Command, familyOf, untilGone } from './processes';
import { openClients } from '../../local/clients';
import { Emulator } from '../../local/emulator';
import { emulatorEnvironment } from '../../local/emulator-environment';
import { http } from '../../local/http';

const OTHERS = { region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' };

test('answers on a loopback port of its own and leaves nothing behind', async () => {
  const [one, two] = await Promise.all([Emulator.start(), Emulator.start()]);
  const pids = [one, two].flatMap(({ pid }) => familyOf(pid as number));
  expect(one.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(two.endpoint).not.toBe(one.endpoint);
  expect((await http(`${two.endpoint}/_ministack/health`)).status).toBe(200);

  await Promise.all([one.stop(), two.stop(), one.stop()]);
  expect(alive(pids)).toEqual([]);
  expect([one, two].filter(({ directory }) => existsSync(directory))).toEqual([]);
});

test('serves TLS with a certificate to trust, and needs no port that only one can have', async () => {
  const [one, two] = await Promise.all([Emulator.start({ tls: true, auth: true }), Emulator.start({ tls: true })]);
  expect((await http(`${one.endpoint}/_ministack/health`, { caFile: one.caFile })).status).toBe(200);
  await expect(http(`${one.endpoint}/_ministack/health`)).rejects.toThrow('self-signed certificate');
  expect(one.logTail(500)).not.toMatch(/:443\b/);
  const clients = openClients({ ...OTHERS, endpoint: two.endpoint, caFile: two.caFile });
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'over-tls' }));
  clients.destroy();
  await Promise.all([one.stop(), two.stop()]);
});

describe('when its parent is killed', () => {
  const code = (keep: string) => `
    const { Emulator } = require('./local/emulator.ts');
    Emulator.start().then(async (emulator) => {
      ${keep}
      console.log(JSON.stringify({ pid: emulator.pid, directory: emulator.directory }));
      setInterval(() => {}, 1000);
    });`;
  const start = async (keep = '') => {
    const parent = new Command(process.execPath, ['--import', 'tsx', '-e', code(keep)]);
    await parent.until('"directory"');
    const { pid, directory } = JSON.parse(parent.stdout) as { pid: number; directory: string };
    parent.child.kill('SIGKILL');
    await parent.ended;
    return { pid, directory };
  };

  test('it goes, and its files too', async () => {
    const { pid, directory } = await start();
    await untilGone([pid], 5_000);
    expect(existsSync(directory)).toBe(false);
  });

  test('it stays where it was told to, until a plain kill', async () => {
    const { pid, directory } = await start('await emulator.keep();');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(alive([pid])).toEqual([pid]);
    process.kill(pid);
    await untilGone([pid], 10_000);
    expect(existsSync(directory)).toBe(false);
  });
});

test('nothing of the person\'s own set-up reaches it', () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_PROFILE: 'work',
    AWS_ACCESS_KEY_ID: 'AKIAREAL',
    AWS_ENDPOINT_URL: 'https://elsewhere.example',
    AWS_CA_BUNDLE: '/ca.pem',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    NODE_OPTIONS: '--inspect',
    HTTPS_PROXY: 'http://proxy.example',
    PYTHONPATH: '/mine',
    DOCKER_HOST: 'tcp://docker.example',
  });
  try {
    const environment = emulatorEnvironment('/run/it');
    expect(Object.keys(environment).filter((name) => /^AWS_(?!EC2_METADATA_DISABLED)|CA_|CERT|PROXY|NODE_OPTIONS|PYTHON/i.test(name))).toEqual([]);
    expect(environment).toMatchObject({ HOME: '/run/it', DOCKER_HOST: 'unix:///run/it/no-docker.sock', BIND_HOST: '127.0.0.1' });
  } finally {
    process.env = before;
  }
});
