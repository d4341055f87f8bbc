import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { ingestOne, type Connection } from './ingest-one';
import { alive, Command, familyOf, untilGone } from './processes';
import { ROOT } from '../../local/emulator-environment';
import { http } from '../../local/http';

jest.setTimeout(180_000);

const STOP_LIMIT_MS = 10_000;
const directory = mkdtempSync(join(tmpdir(), 'launchers-'));
const started: Command[] = [];

/** A command with a TMPDIR of its own, so that whatever it leaves is seen. */
function npm(...args: string[]): Command & { files: string } {
  const files = mkdtempSync(join(directory, 'run-'));
  const command = Object.assign(new Command('npm', ['run', '-s', ...args], { env: { ...process.env, TMPDIR: files } }), { files });
  started.push(command);
  return command;
}

function put(path: string, content: string | Buffer): string {
  mkdirSync(join(directory, path, '..'), { recursive: true });
  writeFileSync(join(directory, path), content);
  return join(directory, path);
}

/** Everything of a command is over: its processes, its files; tsx and npm keep caches of their own. */
async function expectGone(pids: number[], files: string): Promise<void> {
  expect(await untilGone(pids, STOP_LIMIT_MS)).toBeLessThan(STOP_LIMIT_MS);
  expect(readdirSync(files).filter((name) => name.startsWith('serverless-ingest-'))).toEqual([]);
}

async function startLocal() {
  const command = npm('local');
  await command.until(/^\{.*\}\n/);
  return { command, family: familyOf(command.pid), connection: JSON.parse(command.stdout) as Connection };
}

afterAll(() => {
  started.forEach((command) => command.signal('SIGKILL'));
  rmSync(directory, { recursive: true, force: true });
});

describe('npm run local', () => {
  test('two at once: each says where it is, ingests, and stops all it started', async () => {
    const both = await Promise.all([startLocal(), startLocal()]);
    for (const { command, connection } of both) {
      expect(Object.keys(connection)).toEqual(['api', 'apiKey', 'endpoint', 'region', 'bucket', 'table', 'queue', 'deadLetterQueue']);
      expect(connection.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/restapis\/[^/]+\/[^/]+\/_user_request_$/);
      expect(connection.queue.startsWith(`${connection.endpoint}/`)).toBe(true);
      expect(command.stderr).toContain('outside of the compliance promise');
      expect((await http(`${connection.api}/objects`)).status).toBe(403);
    }
    expect(new Set(both.map(({ connection }) => connection.endpoint)).size).toBe(2);
    const entries = await Promise.all(both.map(({ connection }, i) => ingestOne(connection, `${i}.csv`, `a\n${'x\n'.repeat(i + 1)}`)));
    expect(entries).toMatchObject([{ key: '0.csv', status: 'COMMITTED', rowsWritten: 1 }, { key: '1.csv', status: 'COMMITTED', rowsWritten: 2 }]);

    const families = both.map(({ command }) => familyOf(command.pid));
    both[0].command.signal('SIGTERM');
    both[1].command.signal('SIGINT');
    for (const [i, { command }] of both.entries()) {
      expect(families[i].length).toBeGreaterThan(3);
      await expectGone(families[i], command.files);
      expect(command.stdout.trim().split('\n')).toHaveLength(1);
    }
  });

  test('nothing is orphaned when npm is killed', async () => {
    const { command, family } = await startLocal();
    command.child.kill('SIGKILL');
    await expectGone(family, command.files);
  });

  test('nothing is orphaned when the whole process group is killed', async () => {
    const { command, family } = await startLocal();
    command.signal('SIGKILL');
    await expectGone(family, command.files);
  });
});

describe('npm run demo', () => {
  test('--json FILE...: one object, equal to what another reader finds', async () => {
    const csv = 'id,text\n1,"two\nlines"\n2,"a ""quoted"" word"\n3,plain\n';
    const files = [
      put('a/same.csv', csv), put('b/same.csv', 'id;n\n1;2\n'), put('lines.ndjson', '{"n":1.10}\n\n{"n":12345678901234567890}\n'),
      put('array.json.gz', gzipSync('[{"a":1},{"a":2}]')), put('empty.csv', ''),
    ];
    const command = npm('demo', '--', '--json', ...files);
    expect(await command.ended).toBe(0);
    expect(command.stdout.split('\n')).toHaveLength(2);
    const { objects, seconds, ...connection } = JSON.parse(command.stdout) as Connection & { objects: Record<string, unknown>[]; seconds: number };
    expect(objects.map(({ key, status, rowsWritten }) => [key, status, rowsWritten])).toEqual([
      ['1/same.csv', 'COMMITTED', (parse(csv) as unknown[]).length - 1], ['2/same.csv', 'COMMITTED', 1], ['lines.ndjson', 'COMMITTED', 2],
      ['array.json.gz', 'COMMITTED', 2], ['empty.csv', 'EMPTY', 0],
    ]);
    expect(seconds).toBeGreaterThan(0);
    expect(connection.region).toBe('us-east-1');
    await expect(http(`${connection.endpoint}/_ministack/health`)).rejects.toThrow('ECONNREFUSED');
    expect(readdirSync(command.files).filter((name) => name.startsWith('serverless-ingest-'))).toEqual([]);
  });

  test('without files: shows the ledger, rows and curl lines; every file commits; --keep leaves it running', async () => {
    const command = npm('demo', '--', '--keep');
    expect(await command.ended).toBe(0);
    expect(command.stdout.match(/COMMITTED/g)).toHaveLength(6);
    expect(command.stdout).toContain('1  {"iata":"00M","name":"Thigpen"');
    const [curl] = command.stdout.match(/^curl .*\/rows\?limit=5'$/m) as string[];
    const [docs] = command.stdout.match(/^http:.*\/docs$/m) as string[];
    expect((await http(docs)).headers['content-type']).toBe('text/html; charset=utf-8');
    expect(JSON.parse(execFileSync('sh', ['-c', curl], { encoding: 'utf8' }))).toMatchObject({ items: [{ row: 1 }, {}, {}, {}, { row: 5 }] });

    const pid = Number(/kill (\d+)/.exec(command.stderr)?.[1]);
    const family = familyOf(pid);
    expect(alive(family)).toContain(pid);
    execFileSync('sh', ['-c', `kill ${pid}`]);
    await expectGone(family, command.files);
  });

  test('Ctrl-C while it works: nothing stays, exit code 130', async () => {
    const files = mkdtempSync(join(directory, 'run-'));
    const command = new Command(process.execPath, ['scripts/demo.mjs', '--json'], { env: { ...process.env, TMPDIR: files } });
    started.push(command);
    await command.until('deploying the stack');
    const family = familyOf(command.pid);
    command.signal('SIGINT');
    await expectGone(family, files);
    expect(await command.ended).toBe(130);
    expect(command.stdout).toBe('');
  });

  test.each([
    [['nowhere.csv'], 'nowhere.csv cannot be ingested: there is no such file'],
    [['test'], 'test cannot be ingested: it is not a file'],
    [['--jsn'], "Unknown option '--jsn'"],
  ])('%j: a sentence and exit code 2, before anything starts', async (args, sentence) => {
    const command = npm('demo', '--', ...args);
    expect(await command.ended).toBe(2);
    expect(command.stderr).toContain(sentence);
    expect(command.stdout).toBe('');
  });

  test('--help', () => {
    expect(execFileSync('npm', ['run', '-s', 'demo', '--', '--help'], { cwd: ROOT, encoding: 'utf8' })).toContain('usage: npm run demo');
  });
});
