import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startUnleash, type Unleash } from '../../../sandbox/unleash/start.ts';
import { startSdk, until } from './start-sdk.ts';

const ADMIN = '*:*.an-admin-secret';
const CLIENT = '*:production.a-client-secret';
const FEATURES = '/api/admin/projects/default/features';
const flag = (rest = ''): string => `${FEATURES}/a.flag${rest}`;
const production = (rest = ''): string => flag(`/environments/production${rest}`);

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- any JSON
  readonly body: any;
}

describe('the sandbox’s Unleash', () => {
  let unleash: Unleash;
  beforeEach(async () => {
    unleash = await startUnleash({ host: '127.0.0.1', adminToken: ADMIN, clientToken: CLIENT, now: () => Date.UTC(2026, 2, 1) });
  });
  afterEach(() => unleash.close());

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = { authorization: ADMIN }): Promise<Answer> {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(unleash.url + path, { method, headers: { ...type, ...headers }, ...(body === undefined ? {} : { body: text }) });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: answer === '' ? undefined : JSON.parse(answer) };
  }
  const client = (path: string, headers: Record<string, string> = {}): Promise<Answer> => ask('GET', path, undefined, { authorization: CLIENT, ...headers });
  const addStrategy = async (strategy: object): Promise<string> => ((await ask('POST', production('/strategies'), strategy)).body as { id: string }).id;

  test('is healthy without a token', async () => {
    expect(await ask('GET', '/health', undefined, {})).toMatchObject({ status: 200, body: { health: 'GOOD' } });
  });

  test('a new flag is off everywhere and has no strategies', async () => {
    expect(await ask('POST', FEATURES, { name: 'a.flag' })).toMatchObject({
      status: 201,
      body: { name: 'a.flag', type: 'release', project: 'default', description: null, stale: false, impressionData: false, archived: false, createdAt: '2026-03-01T00:00:00.000Z' },
    });
    expect((await ask('GET', flag())).body).toMatchObject({
      environments: [
        { name: 'development', enabled: false, strategies: [] },
        { name: 'production', enabled: false, strategies: [] },
      ],
    });
  });

  test('a name is taken by a flag, and by an archived one', async () => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    const message = 'A flag with that name already exists';
    expect(await ask('POST', FEATURES, { name: 'a.flag' })).toMatchObject({ status: 409, body: { name: 'NameExistsError', message, details: [{ message }] } });
    await ask('DELETE', flag());
    expect(await ask('POST', FEATURES, { name: 'a.flag' })).toMatchObject({ status: 409, body: { name: 'NameExistsError', message: 'An archived flag with that name already exists' } });
  });

  test('turning a flag on that has no strategy lets everybody in', async () => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    expect((await ask('POST', production('/on'))).status).toBe(200);
    expect((await ask('GET', production())).body).toMatchObject({ enabled: true, strategies: [{ name: 'flexibleRollout', parameters: { rollout: '100', stickiness: 'default', groupId: 'a.flag' } }] });
  });

  test('turning a flag on that has an enabled strategy adds none', async () => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    await addStrategy({ name: 'flexibleRollout', parameters: { rollout: 0 } });
    await ask('POST', production('/on'));
    expect((await ask('GET', production())).body).toMatchObject({ enabled: true, strategies: [{ parameters: { rollout: '0' } }] });
  });

  test('a flag that loses its last enabled strategy goes off', async () => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    const id = await addStrategy({ name: 'default' });
    await ask('POST', production('/on'));
    await ask('PATCH', production(`/strategies/${id}`), [{ op: 'replace', path: '/disabled', value: true }]);
    expect((await ask('GET', production())).body).toMatchObject({ enabled: false });
    await ask('POST', production('/on?shouldActivateDisabledStrategies=true'));
    expect((await ask('GET', production())).body).toMatchObject({ enabled: true, strategies: [{ id, disabled: false }] });
    await ask('DELETE', production(`/strategies/${id}`));
    expect((await ask('GET', production())).body).toMatchObject({ enabled: false, strategies: [] });
  });

  test('a strategy is changed in part by a patch and in whole by a put, which keeps the title it does not name', async () => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    const id = await addStrategy({ name: 'flexibleRollout', title: 'mine', parameters: { rollout: '10', stickiness: 'userId', groupId: 'g' } });
    const patched = await ask('PATCH', production(`/strategies/${id}`), [{ op: 'replace', path: '/parameters/rollout', value: '60' }]);
    expect(patched).toMatchObject({ status: 200, body: { title: 'mine', parameters: { rollout: '60', stickiness: 'userId', groupId: 'g' } } });
    const put = await ask('PUT', production(`/strategies/${id}`), { name: 'flexibleRollout', parameters: { rollout: '61' } });
    expect(put.body).toEqual({ id, name: 'flexibleRollout', title: 'mine', disabled: false, sortOrder: 0, constraints: [], variants: [], segments: [], parameters: { rollout: '61', stickiness: 'default', groupId: 'a.flag' } });
  });

  test('an archived flag is gone for everybody but the search, and comes back as it was, turned off', async () => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    await addStrategy({ name: 'default', title: 'mine' });
    await ask('POST', production('/on'));
    expect((await ask('DELETE', flag())).status).toBe(202);
    expect(await ask('GET', flag())).toMatchObject({ status: 404, body: { name: 'NotFoundError', message: 'Could not find feature flag with name a.flag' } });
    expect((await ask('GET', FEATURES)).body.features).toEqual([]);
    expect((await client('/api/client/features')).body.features).toEqual([]);
    expect((await ask('GET', '/api/admin/search/features?archived=IS:true&query=a.f')).body).toMatchObject({ total: 1, features: [{ name: 'a.flag', archivedAt: '2026-03-01T00:00:00.000Z' }] });
    expect(await ask('POST', production('/on'))).toMatchObject({ status: 400, body: { name: 'ArchivedFeatureError' } });
    expect((await ask('POST', '/api/admin/archive/revive/a.flag')).status).toBe(200);
    expect((await ask('GET', production())).body).toMatchObject({ enabled: false, strategies: [{ title: 'mine' }] });
  });

  test('reviving a flag that is in use turns it off', async () => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    await ask('POST', production('/on'));
    await ask('POST', '/api/admin/archive/revive/a.flag');
    expect((await ask('GET', production())).body).toMatchObject({ enabled: false });
  });

  test('a client gets what its environment has, of the strategies the enabled ones', async () => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    await addStrategy({ name: 'default', disabled: true });
    await addStrategy({ name: 'flexibleRollout', title: 'mine', parameters: { rollout: '10', stickiness: 'userId', groupId: 'g' } });
    await ask('POST', flag('/environments/development/on'));
    const strategies = [{ name: 'flexibleRollout', constraints: [], variants: [], parameters: { rollout: '10', stickiness: 'userId', groupId: 'g' } }];
    const { body } = await client('/api/client/features');
    expect(body).toMatchObject({ version: 2, query: { environment: 'production' } });
    expect(body.features).toEqual([{ name: 'a.flag', type: 'release', enabled: false, project: 'default', stale: false, description: null, impressionData: false, variants: [], strategies }]);
  });

  test('a client that is up to date is told so until something changes', async () => {
    const etag = (await client('/api/client/features')).headers.get('etag') ?? '';
    expect((await client('/api/client/features', { 'if-none-match': etag })).status).toBe(304);
    await ask('POST', FEATURES, { name: 'a.flag' });
    expect((await client('/api/client/features', { 'if-none-match': etag })).status).toBe(200);
  });

  test('registrations and metrics are accepted', async () => {
    for (const path of ['/api/client/register', '/api/client/metrics']) {
      expect((await ask('POST', path, { appName: 'shop', instanceId: 'i' }, { authorization: CLIENT })).status).toBe(202);
      expect((await ask('POST', path, {}, { authorization: CLIENT })).status).toBe(400);
    }
  });

  test.each([
    ['no token for a client', 'GET', '/api/client/features', undefined, {}, 401, undefined],
    ['a wrong token for a client', 'GET', '/api/client/features', undefined, { authorization: 'wrong' }, 401, undefined],
    ['the admin’s token for a client', 'GET', '/api/client/features', undefined, { authorization: ADMIN }, 403, undefined],
    ['no token for an admin', 'GET', FEATURES, undefined, {}, 401, 'AuthenticationRequired'],
    ['a wrong token for an admin', 'GET', FEATURES, undefined, { authorization: 'wrong' }, 401, 'UnauthorizedError'],
    ['a client’s token for an admin', 'GET', FEATURES, undefined, { authorization: CLIENT }, 403, undefined],
    ['a path that is none', 'GET', '/api/admin/nowhere', undefined, undefined, 404, 'NotFoundError'],
    ['a flag that is none', 'GET', flag(), undefined, undefined, 404, 'NotFoundError'],
    ['a project that is none', 'POST', '/api/admin/projects/shop/features', { name: 'x' }, undefined, 404, 'NotFoundError'],
    ['a flag without a name', 'POST', FEATURES, { type: 'release' }, undefined, 400, 'BadDataError'],
    ['a name that no URL can hold', 'POST', FEATURES, { name: 'a flag/' }, undefined, 400, 'BadDataError'],
    ['a type that is none', 'POST', FEATURES, { name: 'x', type: 'toy' }, undefined, 400, 'BadDataError'],
    ['JSON that is none', 'POST', FEATURES, '{"name":', undefined, 400, 'BadDataError'],
    ['reviving what is none', 'POST', '/api/admin/archive/revive/x', undefined, undefined, 404, 'NotFoundError'],
    ['archiving what is none', 'DELETE', flag(), undefined, undefined, 404, 'NotFoundError'],
  ] as const)('%s is refused as Unleash refuses it', async (_what, method, path, body, headers, status, name) => {
    const answer = await ask(method, path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ message: expect.any(String), ...(name && { name, details: [{ message: expect.any(String) }] }) });
  });

  test.each([
    ['an environment that is none', 'POST', flag('/environments/staging/strategies'), { name: 'default' }, 400],
    ['turning on in an environment that is none', 'POST', flag('/environments/staging/on'), undefined, 404],
    ['an environment with the name of a method', 'GET', flag('/environments/constructor'), undefined, 404],
    ['a strategy that is none', 'POST', production('/strategies'), { name: 'unheard-of' }, 400],
    ['a segment that is none', 'POST', production('/strategies'), { name: 'default', segments: [7] }, 404],
    ['changing a strategy that is none', 'PATCH', production('/strategies/x'), [], 404],
    ['deleting a strategy that is none', 'DELETE', production('/strategies/x'), undefined, 404],
  ] as const)('%s is refused and changes nothing', async (_what, method, path, body, status) => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    const before = await client('/api/client/features');
    expect((await ask(method, path, body)).status).toBe(status);
    expect((await client('/api/client/features')).body).toEqual(before.body);
  });

  test.each([
    ['replaces', [{ op: 'replace', path: '/parameters/rollout', value: '7' }], { parameters: { rollout: '7' } }],
    ['adds to the end', [{ op: 'add', path: '/constraints/-', value: { contextName: 'a', operator: 'IN' } }], { constraints: [{ contextName: 'a' }] }],
    ['copies, moves and removes', [{ op: 'copy', from: '/parameters/groupId', path: '/title' }, { op: 'move', from: '/parameters/groupId', path: '/parameters/stickiness' }, { op: 'remove', path: '/parameters/rollout' }], { title: 'g', parameters: { stickiness: 'g' } }],
    ['goes on where a test holds', [{ op: 'test', path: '/title', value: 'mine' }, { op: 'replace', path: '/title', value: 'yours' }], { title: 'yours' }],
  ])('a patch %s', async (_what, patch, expected) => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    const id = await addStrategy({ name: 'flexibleRollout', title: 'mine', parameters: { rollout: '1', stickiness: 'userId', groupId: 'g' } });
    expect(await ask('PATCH', production(`/strategies/${id}`), patch)).toMatchObject({ status: 200, body: expected });
  });

  test.each([[{ op: 'frob', path: '/title' }], [{ op: 'replace', path: '/nowhere/x', value: 1 }], [{ op: 'replace', path: '/__proto__/x', value: 1 }], [{ op: 'test', path: '/title', value: 'yours' }], [{ op: 'replace', path: '', value: {} }]])('the patch %j is refused', async (patch) => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    const id = await addStrategy({ name: 'default', title: 'mine' });
    expect((await ask('PATCH', production(`/strategies/${id}`), [patch])).status).toBe(400);
  });

  test('tags are kept', async () => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    expect((await ask('POST', '/api/admin/features/a.flag/tags', { type: 'simple', value: 'banyan' })).status).toBe(201);
    expect((await ask('GET', '/api/admin/features/a.flag/tags')).body).toMatchObject({ tags: [{ type: 'simple', value: 'banyan' }] });
    await ask('DELETE', '/api/admin/features/a.flag/tags/simple/banyan');
    expect((await ask('GET', '/api/admin/features/a.flag/tags')).body).toMatchObject({ tags: [] });
  });

  test.each([
    ['polling', { type: 'polling', format: 'full' }],
    ['polling for deltas', { type: 'polling', format: 'delta' }],
    ['streaming', { type: 'streaming' }],
  ] as const)('the real SDK, %s, follows a flag on, off and into the archive', async (_what, mode) => {
    await ask('POST', FEATURES, { name: 'a.flag' });
    const sdk = await startSdk(unleash.url, CLIENT, mode);
    const enabled = (): boolean => sdk.unleash.isEnabled('a.flag', { userId: 'ada' });
    try {
      await ask('POST', production('/on'));
      await until(enabled);
      await ask('POST', production('/off'));
      await until(() => !enabled());
      await ask('POST', production('/on'));
      await until(enabled);
      await ask('DELETE', flag());
      await until(() => sdk.unleash.getFeatureToggleDefinition('a.flag') === undefined);
    } finally {
      sdk.stop();
    }
  });
});
