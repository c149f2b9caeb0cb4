import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asker, type Answer } from '../sandbox/unleash/ask.ts';
import { until } from '../support/until.ts';
import { benchOf, type Bench, type MakeUnleash } from './unleash-under-test.ts';

const NOW = new Date();

/** What every Unleash gives to its clients and takes from them. The real one shows a change up to a second after it: rows wait for it. */
export function unleashClientsContract(name: string, make: MakeUnleash): void {
  describe(`clients of ${name}`, () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = benchOf(await make());
    });
    afterAll(() => bench.unleash.stop());

    /** The flags with that prefix, once they are as they should be. */
    const seen = (flag: string, isIt: (features: readonly ClientFlag[]) => boolean, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
      until(async () => {
        const answer = await bench.client('GET', `/api/client/features?namePrefix=${flag}`, undefined, headers);
        return isIt(answer.body.features) ? answer : undefined;
      });

    test('a client gets what its environment has, of the strategies the enabled ones', async () => {
      const flag = await bench.newFlag();
      await bench.admin('POST', `/api/admin/features/${flag}/tags`, { type: 'simple', value: 'for-clients' });
      const parameters = { rollout: '10', stickiness: 'userId', groupId: 'g' };
      await bench.admin('POST', bench.at(flag, '/strategies'), { name: 'default', disabled: true });
      await bench.admin('POST', bench.at(flag, '/strategies'), { name: 'flexibleRollout', title: 'mine', parameters });
      await bench.admin('POST', bench.at(flag, '/on').replace('production', 'development'));
      const { body } = await seen(flag, ([first]) => first?.strategies.length === 1);
      const expected = { name: flag, type: 'release', enabled: false, project: 'default', stale: false, description: null, impressionData: false, variants: [], strategies: [{ name: 'flexibleRollout', constraints: [], variants: [], parameters }] };
      expect(body).toMatchObject({ version: 2, query: { namePrefix: flag, environment: 'production' }, meta: { etag: expect.stringMatching(/^"[0-9a-f]{8}:\d+:v1"$/) } });
      expect(body.features).toEqual([expected]);
      expect((await bench.client('GET', `/api/client/features/${flag}`)).body).toEqual(expected);
      for (const [query, found] of [['tag=simple:for-clients', 1], ['tag=simple:for-nobody', 0], ['project=default', 1], ['project=shop', 0]] as const) {
        expect((await bench.client('GET', `/api/client/features?namePrefix=${flag}&${query}`)).body.features).toHaveLength(found);
      }
    });

    test('a client that is up to date is told so until something changes', async () => {
      const flag = await bench.newFlag();
      const { headers, body } = await seen(flag, ({ length }) => length === 1);
      const etag = headers.get('etag') ?? '';
      expect(body.meta.etag).toBe(etag);
      const path = `/api/client/features?namePrefix=${flag}`;
      expect(await bench.client('GET', path, undefined, { 'if-none-match': etag })).toMatchObject({ status: 304, body: undefined });
      expect((await bench.client('GET', path, undefined, { 'if-none-match': `W/${etag}` })).status).toBe(200);
      expect((await bench.client('GET', '/api/client/features', undefined, { 'if-none-match': etag })).status).toBe(200);
      await bench.admin('POST', bench.at(flag, '/on'));
      const changed = await until(async () => {
        const answer = await bench.client('GET', path, undefined, { 'if-none-match': etag });
        return answer.status === 200 ? answer : undefined;
      });
      expect(changed.body.features).toMatchObject([{ name: flag, enabled: true }]);
      expect(changed.headers.get('etag')).not.toBe(etag);
    });

    test('segments are inside the strategies for clients that know none, and beside them for others', async () => {
      const [flag, segment] = [await bench.newFlag(), bench.newName()];
      const constraints = [{ contextName: 'userId', operator: 'IN', values: ['ada'] }];
      const { id } = (await bench.admin('POST', '/api/admin/segments', { name: segment, constraints })).body;
      await bench.admin('POST', bench.at(flag, '/strategies'), { name: 'default', segments: [id] });
      const old = await seen(flag, ([first]) => first?.strategies.length === 1);
      expect(old.body).toMatchObject({ query: { inlineSegmentConstraints: true }, features: [{ strategies: [{ constraints }] }] });
      expect(old.body).not.toHaveProperty('segments');
      expect((await seen(flag, ([first]) => first?.strategies.length === 1, { 'unleash-client-spec': '4.1.9' })).body).toMatchObject({ query: { inlineSegmentConstraints: true } });
      expect((await seen(flag, ([first]) => first?.strategies.length === 1, { 'unleash-client-spec': '4.2.0' })).body).toMatchObject({ query: { inlineSegmentConstraints: false } });
      const { body } = await seen(flag, ([first]) => first?.strategies.length === 1, { 'unleash-client-spec': '5.2.0' });
      expect(body).toMatchObject({ query: { inlineSegmentConstraints: false }, features: [{ strategies: [{ constraints: [], segments: [id] }] }] });
      expect(body.segments).toContainEqual({ id, name: segment, constraints });
    });

    test('clients are told of dependencies', async () => {
      const parent = await bench.newFlag();
      const child = await bench.newFlag();
      await bench.admin('POST', `/api/admin/projects/default/features/${child}/dependencies`, { feature: parent, enabled: false });
      expect((await seen(child, ([first]) => first?.dependencies !== undefined)).body.features[0].dependencies).toEqual([{ feature: parent, enabled: false }]);
    });

    test('what clients count can be looked at by flag', async () => {
      const flag = await bench.newFlag();
      const bucket = { start: NOW.toISOString(), stop: NOW.toISOString(), toggles: { [flag]: { yes: 5, no: 2, variants: { blue: 3 } }, 'no.such.flag': { yes: 1, no: 0 } } };
      for (let twice = 0; twice < 2; twice++) expect((await bench.client('POST', '/api/client/metrics', { appName: 'shop', instanceId: 'i', bucket })).status).toBe(202);
      const usage = await until(async () => {
        const { body } = await bench.admin('GET', `/api/admin/client-metrics/features/${flag}`);
        return body.lastHourUsage.length > 0 ? body : undefined;
      });
      expect(usage).toMatchObject({ featureName: flag, lastHourUsage: [{ environment: 'production', yes: 10, no: 4 }], seenApplications: ['shop'] });
      const { data } = (await bench.admin('GET', `/api/admin/client-metrics/features/${flag}/raw`)).body;
      expect(data).toContainEqual(expect.objectContaining({ featureName: flag, appName: 'shop', environment: 'production', yes: 10, no: 4, variants: { blue: 6 } }));
    });

    test('who registers can be looked at', async () => {
      const appName = bench.newName();
      const registration = { appName, instanceId: 'one', strategies: ['default'], started: NOW.toISOString(), interval: 1000, sdkVersion: 'unleash-client-node:6.12.1' };
      expect((await bench.client('POST', '/api/client/register', registration)).status).toBe(202);
      const { body } = await until(async () => {
        const answer = await bench.admin('GET', `/api/admin/metrics/applications/${appName}`);
        return answer.status === 200 && answer.body.instances.length > 0 ? answer : undefined;
      }, 40_000);
      expect(body).toMatchObject({ appName, instances: [expect.objectContaining({ instanceId: 'one', environment: 'production', sdkVersion: 'unleash-client-node:6.12.1' })] });
      expect(await bench.admin('GET', '/api/admin/metrics/applications/nobody')).toMatchObject({ status: 404 });
    }, 60_000);

    test('a token sees its environment', async () => {
      const made = await bench.admin('POST', '/api/admin/api-tokens', { tokenName: bench.newName(), type: 'client', environment: 'development', projects: ['*'] });
      expect(made).toMatchObject({ status: 201, body: { type: 'client', environment: 'development', projects: ['*'], project: '*', secret: expect.stringMatching(/^\*:development\.[0-9a-f]{56}$/) } });
      const { secret } = made.body;
      const client = asker(bench.unleash.url, secret);
      expect((await client('GET', '/api/client/features')).body).toMatchObject({ query: { environment: 'development' } });
      expect((await bench.admin('GET', '/api/admin/api-tokens')).body.tokens).toContainEqual(expect.objectContaining({ secret }));
    });

    test('the sandbox deviates: a deleted token is dead at once, not only when the server next looks at its tokens', async () => {
      const { secret } = (await bench.admin('POST', '/api/admin/api-tokens', { tokenName: bench.newName(), type: 'client', environment: 'production', projects: ['*'] })).body;
      expect((await bench.admin('DELETE', `/api/admin/api-tokens/${encodeURIComponent(secret)}`)).status).toBe(200);
      expect((await bench.admin('GET', '/api/admin/api-tokens')).body.tokens).not.toContainEqual(expect.objectContaining({ secret }));
      expect((await asker(bench.unleash.url, secret)('GET', '/api/client/features')).status).toBe(bench.unleash.which === 'real' ? 200 : 401);
    });

    test('a frontend token is told which flags are on for a context, and nothing else', async () => {
      const flag = await bench.newFlag();
      await bench.admin('POST', bench.at(flag, '/strategies'), { name: 'default', constraints: [{ contextName: 'userId', operator: 'IN', values: ['ada'] }], variants: [{ name: 'blue', weight: 1000, weightType: 'variable', stickiness: 'default', payload: { type: 'string', value: 'sky' } }] });
      await bench.admin('POST', bench.at(flag, '/on'));
      const { secret } = (await bench.admin('POST', '/api/admin/api-tokens', { tokenName: bench.newName(), type: 'frontend', environment: 'production', projects: ['*'] })).body;
      const page = asker(bench.unleash.url, secret);
      const own = async (answer: Promise<Answer>): Promise<readonly { readonly name: string }[]> => (await answer).body.toggles.filter(({ name }: { name: string }) => name === flag);
      const [toggle] = await until(async () => {
        const toggles = await own(page('GET', '/api/frontend?userId=ada'));
        return toggles.length > 0 ? toggles : undefined;
      });
      expect(toggle).toEqual({ name: flag, enabled: true, impressionData: false, variant: { name: 'blue', enabled: true, payload: { type: 'string', value: 'sky' }, feature_enabled: true, featureEnabled: true } });
      expect(await own(page('POST', '/api/frontend', { context: { userId: 'ada' } }))).toHaveLength(1);
      expect(await own(page('GET', '/api/frontend?userId=bob'))).toEqual([]);
      expect((await page('GET', '/api/client/features')).status).toBe(403);
      expect((await bench.client('GET', '/api/frontend')).status).toBe(403);
    });
  });
}

interface ClientFlag {
  readonly strategies: readonly unknown[];
  readonly dependencies?: readonly unknown[];
}
