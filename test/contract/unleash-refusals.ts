import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asker } from '../sandbox/unleash/ask.ts';
import { benchOf, FEATURES, type Bench, type MakeUnleash } from './unleash-under-test.ts';

const PRODUCTION = 'environments/production';
const NOTHING = undefined;
const TOO_LARGE = JSON.stringify({ name: 'x', description: 'x'.repeat(200_000) });
const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

/** `:flag` stands for a flag that there is, `:strategy` for one of its strategies. */
type Row = readonly [what: string, who: keyof typeof TOKENS, method: string, path: string, body: unknown, status: number, name: string | undefined];

const TOKENS = { admin: 'adminToken', client: 'clientToken', nobody: '', stranger: 'a-wrong-token' } as const;

/** What is wrong with the request itself. Unleash gives such a refusal an id. */
const EARLY: readonly Row[] = [
  ['no token for a client', 'nobody', 'GET', '/api/client/features', NOTHING, 401, undefined],
  ['a wrong token for a client', 'stranger', 'GET', '/api/client/features', NOTHING, 401, undefined],
  ['the admin’s token for a client', 'admin', 'GET', '/api/client/features', NOTHING, 403, undefined],
  ['no token for a page', 'nobody', 'GET', '/api/frontend', NOTHING, 401, undefined],
  ['no token for an admin', 'nobody', 'GET', FEATURES, NOTHING, 401, 'AuthenticationRequired'],
  ['a wrong token for an admin', 'stranger', 'GET', FEATURES, NOTHING, 401, 'UnauthorizedError'],
  ['a client’s token for an admin', 'client', 'GET', FEATURES, NOTHING, 403, undefined],
  ['a path that is none', 'admin', 'GET', '/api/admin/nowhere', NOTHING, 404, 'NotFoundError'],
  ['a client’s path that is none', 'client', 'GET', '/api/client/nowhere', NOTHING, 404, 'NotFoundError'],
  ['making a project', 'admin', 'POST', '/api/admin/projects', { id: 'shop', name: 'Shop' }, 404, 'NotFoundError'],
  ['making an environment', 'admin', 'POST', '/api/admin/environments', { name: 'staging', type: 'test' }, 404, 'NotFoundError'],
  ['a flag without a name', 'admin', 'POST', FEATURES, { type: 'release' }, 400, 'BadDataError'],
  ['a type that is none', 'admin', 'POST', FEATURES, { name: 'x', type: 'toy' }, 400, 'BadDataError'],
  ['a list for a flag', 'admin', 'POST', FEATURES, [], 400, 'BadDataError'],
  ['null for a flag', 'admin', 'POST', FEATURES, 'null', 400, 'BadDataError'],
  ['a patch that is no list', 'admin', 'PATCH', `${FEATURES}/:flag`, { op: 'replace', path: '/stale', value: true }, 400, 'BadDataError'],
  ['a patch without an operation', 'admin', 'PATCH', `${FEATURES}/:flag`, [{ path: '/stale' }], 400, 'BadDataError'],
  ['a patch with an unknown operation', 'admin', 'PATCH', `${FEATURES}/:flag`, [{ op: 'frob', path: '/stale' }], 400, 'BadDataError'],
  ['a strategy without a name', 'admin', 'POST', `${FEATURES}/:flag/${PRODUCTION}/strategies`, {}, 400, 'BadDataError'],
  ['a segment’s id that is none', 'admin', 'GET', '/api/admin/segments/x', NOTHING, 400, 'BadDataError'],
  ['constraints that are no list', 'admin', 'POST', `${FEATURES}/:flag/${PRODUCTION}/strategies`, { name: 'default', constraints: 'x' }, 400, 'BadDataError'],
  ['a parameter that is an object', 'admin', 'POST', `${FEATURES}/:flag/${PRODUCTION}/strategies`, { name: 'default', parameters: { x: {} } }, 400, 'BadDataError'],
  ['a weight over the whole', 'admin', 'POST', `${FEATURES}/:flag/${PRODUCTION}/strategies`, { name: 'default', variants: [{ name: 'v', weight: 2000, weightType: 'variable', stickiness: 'default' }] }, 400, 'BadDataError'],
  ['a tag of one character', 'admin', 'POST', '/api/admin/features/:flag/tags', { type: 'simple', value: 'x' }, 400, 'BadDataError'],
  ['an admin token from the API', 'admin', 'POST', '/api/admin/api-tokens', { tokenName: 'x', type: 'admin', environment: '*' }, 400, 'BadDataError'],
  ['a token without a name', 'admin', 'POST', '/api/admin/api-tokens', { type: 'client', environment: 'production' }, 400, 'BadDataError'],
  ['a registration without a start', 'client', 'POST', '/api/client/register', { appName: 'shop' }, 400, 'BadDataError'],
  ['a registration of nobody', 'client', 'POST', '/api/client/register', {}, 400, 'BadDataError'],
  ['metrics of nobody', 'client', 'POST', '/api/client/metrics', {}, 400, 'BadDataError'],
  ['metrics of a time that is none', 'client', 'POST', '/api/client/metrics', { appName: 'shop', bucket: { start: 'x', stop: 'y', toggles: {} } }, 400, 'BadDataError'],
];

/** What breaks a rule. Such a refusal has none. */
const LATE: readonly Row[] = [
  ['an environment that is none', 'admin', 'GET', '/api/admin/environments/staging', NOTHING, 404, 'NotFoundError'],
  ['a flag that is none', 'admin', 'GET', `${FEATURES}/no.such.flag`, NOTHING, 404, 'NotFoundError'],
  ['a flag of another project', 'admin', 'GET', '/api/admin/projects/shop/features/:flag', NOTHING, 404, 'NotFoundError'],
  ['a flag in a project that is none', 'admin', 'POST', '/api/admin/projects/shop/features', { name: 'x' }, 404, 'NotFoundError'],
  ['a name that no URL can hold', 'admin', 'POST', FEATURES, { name: 'a flag/' }, 400, 'BadDataError'],
  ['a name of dots', 'admin', 'POST', FEATURES, { name: '..' }, 400, 'BadDataError'],
  ['an empty name', 'admin', 'POST', FEATURES, { name: '' }, 400, 'BadDataError'],
  ['a name of 101 characters', 'admin', 'POST', FEATURES, { name: 'x'.repeat(101) }, 400, 'BadDataError'],
  ['archiving what is none', 'admin', 'DELETE', `${FEATURES}/no.such.flag`, NOTHING, 404, 'NotFoundError'],
  ['reviving what is none', 'admin', 'POST', '/api/admin/archive/revive/no.such.flag', NOTHING, 404, 'NotFoundError'],
  ['a strategy that is none', 'admin', 'POST', `${FEATURES}/:flag/${PRODUCTION}/strategies`, { name: 'unheard-of' }, 400, 'BadDataError'],
  ['a strategy in an environment that is none', 'admin', 'POST', `${FEATURES}/:flag/environments/staging/strategies`, { name: 'default' }, 400, 'BadDataError'],
  ['turning on in an environment that is none', 'admin', 'POST', `${FEATURES}/:flag/environments/staging/on`, NOTHING, 404, 'NotFoundError'],
  ['an environment with the name of a method', 'admin', 'GET', `${FEATURES}/:flag/environments/constructor`, NOTHING, 404, 'NotFoundError'],
  ['a segment that is none', 'admin', 'POST', `${FEATURES}/:flag/${PRODUCTION}/strategies`, { name: 'default', segments: [70_000] }, 404, 'NotFoundError'],
  ['variants that are all fixed', 'admin', 'POST', `${FEATURES}/:flag/${PRODUCTION}/strategies`, { name: 'default', variants: [{ name: 'v', weight: 1000, weightType: 'fix', stickiness: 'default' }] }, 400, 'BadDataError'],
  ['changing a strategy that is none', 'admin', 'PATCH', `${FEATURES}/:flag/${PRODUCTION}/strategies/x`, [], 404, 'NotFoundError'],
  ['deleting a strategy that is none', 'admin', 'DELETE', `${FEATURES}/:flag/${PRODUCTION}/strategies/x`, NOTHING, 404, 'NotFoundError'],
  ['sorting a strategy that is none', 'admin', 'POST', `${FEATURES}/:flag/${PRODUCTION}/strategies/set-sort-order`, [{ id: 'x', sortOrder: 0 }], 400, 'BadDataError'],
  ['a switch that is neither on nor off', 'admin', 'PATCH', `${FEATURES}/:flag/${PRODUCTION}/strategies/:strategy`, [{ op: 'replace', path: '/disabled', value: 'perhaps' }], 400, 'BadDataError'],
  ['a tag of a type that is none', 'admin', 'POST', '/api/admin/features/:flag/tags', { type: 'nope', value: 'xx' }, 400, 'BadDataError'],
  ['a token for all environments', 'admin', 'POST', '/api/admin/api-tokens', { tokenName: 'x', type: 'client', environment: '*' }, 400, 'BadDataError'],
  ['a token for an environment that is none', 'admin', 'POST', '/api/admin/api-tokens', { tokenName: 'x', type: 'client', environment: 'staging' }, 400, 'BadDataError'],
  ['a token for a project that is none', 'admin', 'POST', '/api/admin/api-tokens', { tokenName: 'x', type: 'client', environment: 'production', projects: ['shop'] }, 400, 'BadDataError'],
  ['importing with an admin token', 'admin', 'POST', '/api/admin/features-batch/import', { project: 'default', environment: 'production', data: { features: [], featureStrategies: [], contextFields: [], featureTags: [], segments: [], tagTypes: [] } }, 400, 'BadDataError'],
  ['two prefixes', 'client', 'GET', '/api/client/features?namePrefix=a&namePrefix=b', NOTHING, 400, 'BadDataError'],
  ['a tag that is none', 'client', 'GET', '/api/client/features?tag=zork', NOTHING, 400, 'BadDataError'],
  ['a flag that no client has', 'client', 'GET', '/api/client/features/no.such.flag', NOTHING, 404, 'NotFoundError'],
];

/** Where the sandbox does otherwise, on purpose: what each of them answers, and why. */
const DEVIATIONS: readonly (readonly [because: string, Row, real: { readonly status: number; readonly json: boolean }])[] = [
  ['nobody should have to meet a page: JSON that is none', ['', 'admin', 'POST', FEATURES, '{"name":', 400, 'BadDataError'], { status: 400, json: false }],
  ['nobody should have to meet a page: a body of 200 kB', ['', 'admin', 'POST', FEATURES, TOO_LARGE, 413, 'BadDataError'], { status: 413, json: false }],
  ['nobody should have to meet a page: a name that cannot be decoded', ['', 'admin', 'GET', `${FEATURES}/%ZZ`, NOTHING, 400, 'BadDataError'], { status: 400, json: false }],
  ['the fault is the caller’s: a patch of what is not there', ['', 'admin', 'PATCH', `${FEATURES}/:flag`, [{ op: 'replace', path: '/nowhere/x', value: 1 }], 400, 'BadDataError'], { status: 500, json: true }],
  ['the fault is the caller’s: a patch of the prototype', ['', 'admin', 'PATCH', `${FEATURES}/:flag`, [{ op: 'replace', path: '/__proto__', value: { stale: true } }], 400, 'BadDataError'], { status: 500, json: true }],
  ['the fault is the caller’s: a patch whose test fails', ['', 'admin', 'PATCH', `${FEATURES}/:flag`, [{ op: 'test', path: '/stale', value: 'x' }], 400, 'BadDataError'], { status: 500, json: true }],
  ['the fault is the caller’s: a built-in strategy cannot be deleted', ['', 'admin', 'DELETE', '/api/admin/strategies/default', NOTHING, 400, 'BadDataError'], { status: 500, json: true }],
  ['the fault is the caller’s: a flag with a tag that is none', ['', 'admin', 'POST', FEATURES, { name: 'x', tags: [{ type: 'simple', value: 'unheard-of' }] }, 400, 'BadDataError'], { status: 500, json: true }],
  ['the fault is the caller’s: a tag of a type that is none', ['', 'admin', 'POST', '/api/admin/tags', { type: 'nope', value: 'xx' }, 400, 'BadDataError'], { status: 500, json: true }],
];

/** How every Unleash refuses. */
export function unleashRefusalsContract(name: string, make: MakeUnleash): void {
  describe(`refusals of ${name}`, () => {
    let bench: Bench;
    let places: Readonly<Record<string, string>>;
    beforeAll(async () => {
      bench = benchOf(await make());
      const flag = await bench.newFlag();
      places = { flag, strategy: (await bench.admin('POST', bench.at(flag, '/strategies'), { name: 'default' })).body.id };
    });
    afterAll(() => bench.unleash.stop());

    const attempt = ([, who, method, path, body]: Row): ReturnType<Bench['admin']> => {
      const token = who === 'admin' || who === 'client' ? bench.unleash[TOKENS[who]] : TOKENS[who];
      return asker(bench.unleash.url, token)(method, path.replaceAll(/:(flag|strategy)/g, (_, key: string) => places[key] ?? ''), body);
    };
    const inProduction = async (): Promise<unknown> => (await bench.admin('GET', bench.at(places['flag'] ?? ''))).body;

    test.each([...EARLY, ...LATE].map((row) => [row[0], row] as const))('%s is refused, in Unleash’s form, and changes nothing', async (_what, row) => {
      const [, , , , , status, errorName] = row;
      const before = await inProduction();
      const answer = await attempt(row);
      expect(answer).toMatchObject({ status, body: { message: expect.any(String), ...(errorName && { name: errorName, details: expect.arrayContaining([expect.objectContaining({ message: expect.any(String) })]) }) } });
      expect('id' in answer.body).toBe(errorName !== undefined && EARLY.includes(row));
      expect(await inProduction()).toEqual(before);
    });

    test.each(DEVIATIONS)('the sandbox deviates: %s', async (_because, row, real) => {
      const answer = await attempt(row);
      const isReal = bench.unleash.which === 'real';
      expect(answer.status).toBe(isReal ? real.status : row[5]);
      expect(typeof answer.body === 'object').toBe(isReal ? real.json : true);
      if (!isReal) expect(answer.body).toMatchObject({ name: row[6], message: expect.any(String), details: [{ message: expect.any(String) }] });
    });

    test.each(['/api/client/streaming', '/api/client/delta'])('the sandbox deviates: %s, of Unleash Enterprise, is there', async (path) => {
      const leave = new AbortController();
      const { status } = await fetch(bench.unleash.url + path, { headers: { authorization: bench.unleash.clientToken }, signal: leave.signal });
      leave.abort();
      expect(status).toBe(bench.unleash.which === 'real' ? 404 : 200);
    });

    test('other types of body than JSON are not taken', async () => {
      for (const type of ['text/xml', 'application/x-www-form-urlencoded']) {
        expect(await bench.admin('POST', FEATURES, 'x=1', { 'content-type': type })).toMatchObject({ status: 415, body: { name: 'ContentTypeError' } });
      }
    });

    test('keys of prototypes are keys like any other, and depth is no harm', async () => {
      const name = bench.newName();
      expect((await bench.admin('POST', FEATURES, `{"name":"${name}","__proto__":{"stale":true},"constructor":{"prototype":{"stale":true}}}`)).status).toBe(201);
      expect((await bench.admin('POST', FEATURES, DEEP)).status).toBe(400);
      expect((await bench.client('POST', '/api/client/metrics', `{"appName":"x","bucket":{"start":0,"stop":0,"toggles":{"__proto__":{"yes":1,"no":1}}}}`)).status).toBeLessThan(500);
      expect(({} as { stale?: unknown }).stale).toBeUndefined();
      expect((await bench.admin('GET', `${FEATURES}/${name}`)).body).toMatchObject({ stale: false });
    });
  });
}
