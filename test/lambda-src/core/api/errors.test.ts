import * as fc from 'fast-check';
import { item, World } from './memory';
import { GATEWAY_ERRORS } from '../../../../src/api/error-responses';
import { PROBLEM_TITLES } from '../../../../src/api/problem-titles';
import { ROUTES } from '../../../../src/api/routes';

const INTERNAL = 'User: arn:aws:sts::123456789012:assumed-role/api/x is not authorized on arn:aws:dynamodb:eu-west-1:123456789012:table/secret';
/** What no caller may read: names of resources, account ids, places in the code, words of the services. */
const LEAK = /arn:|\d{12}|table\/|\bat .*[(/]|\.m?[jt]s\b|node:|not authorized on|dynamodb/i;

/** An error as an adapter throws it, or as nobody expects it. */
const ERRORS: (() => unknown)[] = [
  () => Object.assign(new Error(INTERNAL), { retryable: true, throttled: true }),
  () => Object.assign(new Error(INTERNAL), { retryable: true, throttled: false }),
  () => Object.assign(new TypeError(INTERNAL), { code: 'AccessDeniedException', retryable: false, throttled: false }),
  () => Object.assign(new Error(INTERNAL), { status: 500, detail: INTERNAL }),
  () => INTERNAL,
  () => undefined,
];

/** Every call that the API can make of others. */
const CALLS = Object.entries(new World().ports)
  .filter(([port]) => !['clock', 'log', 'uniqueName'].includes(port))
  .flatMap(([port, value]) => typeof value === 'function' ? [[port]] : methodsOf(value as object).map(method => [port, method]));

const SYNCHRONOUS = ['sign', 'signPart'];

function methodsOf(port: object): string[] {
  const own = Object.keys(port).filter(name => typeof (port as Record<string, unknown>)[name] === 'function');
  const inherited = Object.getOwnPropertyNames(Object.getPrototypeOf(port)).filter(name => name !== 'constructor' && !(name in Object.prototype));
  return [...own, ...inherited];
}

const requests = fc.record({
  route: fc.constantFrom(...ROUTES, { method: 'PUT', path: '/objects' }, { method: 'GET', path: '/nothing' }),
  id: fc.constantFrom(item('a.csv').id, item('gone.csv').id, '', '../x', undefined),
  query: fc.dictionary(fc.constantFrom('limit', 'cursor', 'prefix', 'status', 'from', 'partitionKey', 'what'), fc.string({ maxLength: 8 }), { maxKeys: 2 }),
  headers: fc.dictionary(
    fc.constantFrom('accept', 'if-match', 'if-none-match', 'idempotency-key', 'content-type'), fc.constantFrom('"x"', '*', 'k', 'text/csv', 'image/png'), { maxKeys: 2 },
  ),
  body: fc.constantFrom(undefined, {}, [], { fileName: 'a.csv', contentType: 'text/csv', size: 1 }, { kind: 'replay' }, { parts: [{ partNumber: 1 }] }),
  call: fc.option(fc.constantFrom(...CALLS)),
  error: fc.constantFrom(...ERRORS),
  requestId: fc.uuid(),
});

test('every error names its request in the body and in the log, and shows nothing internal, whatever fails and whatever was asked', async () => {
  const statuses = new Set<number>();
  await fc.assert(fc.asyncProperty(requests, async ({ route, call, error, requestId, ...request }) => {
    const world = new World({ docs: { readers: 'callers' } as never }).add(item('a.csv'));
    if (call) failing(world, call, error);
    const { status, headers, text, body } = await world.request(route.method, route.path, { ...request, context: { requestId } });
    expect(world.logged.at(-1)).toMatchObject({ level: 'INFO', message: 'request', requestId, status });
    if (status < 400) return;
    statuses.add(status);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ type: 'about:blank', title: PROBLEM_TITLES[status], status, detail: expect.stringMatching(/\S/), requestId });
    expect(text.replace(requestId, '')).not.toMatch(LEAK);
    if (status === 500) expect(world.logged[0]).toMatchObject({ level: 'ERROR', message: 'request failed', requestId });
  }), { numRuns: 3000 });
  expect([...statuses]).toEqual(expect.arrayContaining([400, 404, 406, 412, 415, 500, 503]));
});

function failing({ ports }: World, [port, method]: string[], error: () => unknown): void {
  // Signing needs nobody, so it is no promise that is broken.
  const fail = (): Promise<never> => {
    if (SYNCHRONOUS.includes(method)) throw error();
    return Promise.reject(error());
  };
  const whole = (ports as unknown as Record<string, Record<string, () => unknown>>)[port];
  const get = (target: Record<string, () => unknown>, name: string | symbol) => name === method ? fail : target[String(name)].bind(target);
  const broken = method === undefined ? fail : new Proxy(whole, { get });
  Object.assign(ports, { [port]: broken });
}

test.each(GATEWAY_ERRORS)('the gateway\'s own answer $id says nothing internal, and no header of it does', ({ detail, headers = {} }) => {
  expect(`${detail} ${JSON.stringify(headers)}`).not.toMatch(LEAK);
  expect(detail).not.toMatch(/\$/);
});
