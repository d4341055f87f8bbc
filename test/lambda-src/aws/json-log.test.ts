import { JsonLog } from '../../../lambda-src/aws/json-log';

/** The records that a log of a level writes. */
function records(level?: string): Record<string, unknown>[] {
  const lines: string[] = [];
  const log = new JsonLog('api', level, line => lines.push(line));
  log.info('request', { status: 200, text: 'two\nlines' });
  log.error('request failed', { reason: 'x' });
  expect(lines.every(line => line.indexOf('\n') === line.length - 1)).toBe(true);
  return lines.map(line => JSON.parse(line) as Record<string, unknown>);
}

test('one line of JSON per record', () => {
  const timestamp = expect.stringMatching(/^\d{4}-.*Z$/);
  expect(records()).toEqual([
    { level: 'INFO', timestamp, service: 'api', message: 'request', status: 200, text: 'two\nlines' },
    { level: 'ERROR', timestamp, service: 'api', message: 'request failed', reason: 'x' },
  ]);
});

test.each([['SILENT', 0], ['CRITICAL', 0], ['ERROR', 1], ['warn', 1], ['INFO', 2], ['TRACE', 2]])('B7: level %s writes %d of two records', (level, count) => {
  expect(records(level)).toHaveLength(count);
});
