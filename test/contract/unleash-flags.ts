import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { benchOf, FEATURES, type Bench, type MakeUnleash } from './unleash-under-test.ts';

/** What the Admin API of every Unleash does with flags. */
export function unleashFlagsContract(name: string, make: MakeUnleash): void {
  describe(`flags of ${name}`, () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = benchOf(await make());
    });
    afterAll(() => bench.unleash.stop());

    const inProduction = async (flag: string): Promise<unknown> => (await bench.admin('GET', bench.at(flag))).body;

    test('a new flag is off everywhere and has no strategies', async () => {
      const flag = bench.newName();
      const basics = { name: flag, type: 'release', project: 'default', description: null, stale: false, impressionData: false };
      expect(await bench.admin('POST', FEATURES, { name: flag })).toMatchObject({ status: 201, body: { ...basics, archived: false, createdAt: expect.stringMatching(/Z$/) } });
      const environment = { enabled: false, strategies: [], lastSeenAt: null, yes: 0, no: 0 };
      const environments = [
        { name: 'development', type: 'development', sortOrder: 2, ...environment },
        { name: 'production', type: 'production', sortOrder: 3, ...environment },
      ];
      expect((await bench.admin('GET', `${FEATURES}/${flag}`)).body).toMatchObject({ ...basics, environments, dependencies: [], children: [] });
      expect(await bench.admin('GET', FEATURES)).toMatchObject({ body: { version: 2, features: expect.arrayContaining([expect.objectContaining({ name: flag, favorite: false })]) } });
    });

    test('a name is taken by a flag, and by an archived one', async () => {
      const flag = await bench.newFlag();
      const message = 'A flag with that name already exists';
      expect(await bench.admin('POST', FEATURES, { name: flag })).toMatchObject({ status: 409, body: { name: 'NameExistsError', message, details: [{ message }] } });
      await bench.admin('DELETE', `${FEATURES}/${flag}`);
      expect(await bench.admin('POST', '/api/admin/features/validate', { name: flag })).toMatchObject({ status: 409, body: { message: 'An archived flag with that name already exists' } });
    });

    test('a put makes of what it does not name what a new flag has', async () => {
      const flag = await bench.newFlag({ type: 'experiment', description: 'why', impressionData: true });
      expect(await bench.admin('PUT', `${FEATURES}/${flag}`, { stale: true })).toMatchObject({ status: 200, body: { type: 'release', description: null, impressionData: false, stale: true } });
    });

    test('a patch changes what it names', async () => {
      const flag = await bench.newFlag({ type: 'experiment', description: 'why' });
      const patch = [{ op: 'replace', path: '/stale', value: true }];
      expect(await bench.admin('PATCH', `${FEATURES}/${flag}`, patch)).toMatchObject({ status: 200, body: { type: 'experiment', description: 'why', stale: true, name: flag } });
    });

    test('turning a flag on that has no strategy lets everybody in', async () => {
      const flag = await bench.newFlag();
      expect((await bench.admin('POST', bench.at(flag, '/on'))).status).toBe(200);
      expect(await inProduction(flag)).toMatchObject({ enabled: true, strategies: [{ name: 'flexibleRollout', parameters: { rollout: '100', stickiness: 'default', groupId: flag } }] });
      expect((await bench.admin('POST', bench.at(flag, '/off'))).status).toBe(200);
      expect(await inProduction(flag)).toMatchObject({ enabled: false, strategies: [{ name: 'flexibleRollout' }] });
    });

    test('turning a flag on that has an enabled strategy adds none, and can enable those that are not', async () => {
      const flag = await bench.newFlag();
      await bench.admin('POST', bench.at(flag, '/strategies'), { name: 'default', disabled: true });
      await bench.admin('POST', bench.at(flag, '/on?shouldActivateDisabledStrategies=true'));
      expect(await inProduction(flag)).toMatchObject({ enabled: true, strategies: [{ name: 'default', disabled: false }] });
      expect(((await inProduction(flag)) as { strategies: unknown[] }).strategies).toHaveLength(1);
    });

    test('an archived flag is gone for everybody but the search, and comes back as it was, turned off', async () => {
      const flag = await bench.newFlag();
      await bench.admin('POST', bench.at(flag, '/strategies'), { name: 'default', title: 'mine' });
      await bench.admin('POST', bench.at(flag, '/on'));
      expect((await bench.admin('DELETE', `${FEATURES}/${flag}`)).status).toBe(202);
      expect(await bench.admin('GET', `${FEATURES}/${flag}`)).toMatchObject({ status: 404, body: { name: 'NotFoundError', message: `Could not find feature flag with name ${flag}` } });
      expect(await bench.admin('GET', `/api/admin/search/features?archived=IS:true&query=${flag}`)).toMatchObject({ body: { total: 1, features: [{ name: flag, archivedAt: expect.any(String) }] } });
      expect(await bench.admin('POST', bench.at(flag, '/on'))).toMatchObject({ status: 400, body: { name: 'ArchivedFeatureError' } });
      expect((await bench.admin('POST', `/api/admin/archive/revive/${flag}`)).status).toBe(200);
      expect(await inProduction(flag)).toMatchObject({ enabled: false, strategies: [{ title: 'mine' }] });
    });

    test('a deleted flag’s name is free; one in use is not deleted', async () => {
      const flag = await bench.newFlag();
      await bench.admin('DELETE', `/api/admin/archive/${flag}`);
      expect((await bench.admin('GET', `${FEATURES}/${flag}`)).status).toBe(200);
      await bench.admin('DELETE', `${FEATURES}/${flag}`);
      await bench.admin('DELETE', `/api/admin/archive/${flag}`);
      expect((await bench.admin('POST', FEATURES, { name: flag })).status).toBe(201);
    });

    test('a copy has the strategies under ids of its own, and is off', async () => {
      const flag = await bench.newFlag();
      await bench.admin('POST', bench.at(flag, '/on'));
      const copy = bench.newName();
      expect(await bench.admin('POST', `${FEATURES}/${flag}/clone`, { name: copy })).toMatchObject({ status: 201, body: { name: copy } });
      const [one, other] = [(await inProduction(flag)) as Environment, (await inProduction(copy)) as Environment];
      expect(other).toMatchObject({ enabled: false, strategies: [{ parameters: { rollout: '100', groupId: copy } }] });
      expect(other.strategies[0]?.id).not.toBe(one.strategies[0]?.id);
    });

    test('many flags are turned on, off, marked stale, archived, revived and deleted at once', async () => {
      const features = [await bench.newFlag(), await bench.newFlag()];
      const bulk = (path: string, more: object = {}): Promise<{ status: number }> => bench.admin('POST', `/api/admin/projects/default/${path}`, { features, ...more });
      const states = (): Promise<unknown[]> => Promise.all(features.map(inProduction));
      expect((await bulk('bulk_features/environments/production/on')).status).toBe(200);
      expect(await states()).toMatchObject([{ enabled: true }, { enabled: true }]);
      expect((await bulk('bulk_features/environments/production/off')).status).toBe(200);
      expect(await states()).toMatchObject([{ enabled: false }, { enabled: false }]);
      expect((await bulk('stale', { stale: true })).status).toBe(202);
      expect((await bench.admin('GET', `${FEATURES}/${features[1]}`)).body).toMatchObject({ stale: true });
      expect((await bulk('archive')).status).toBe(202);
      expect((await bulk('revive')).status).toBe(200);
      expect((await bench.admin('GET', `${FEATURES}/${features[0]}`)).status).toBe(200);
      await bulk('archive');
      expect((await bulk('delete')).status).toBe(200);
      expect((await bench.admin('POST', FEATURES, { name: features[0] })).status).toBe(201);
    });

    test('a flag depends on one other, which cannot be archived before it and has no parent itself', async () => {
      const [parent, child, third] = [await bench.newFlag(), await bench.newFlag(), await bench.newFlag()];
      const depend = (flag: string, feature: string, more: object = {}): Promise<unknown> => bench.admin('POST', `${FEATURES}/${flag}/dependencies`, { feature, ...more });
      expect(await depend(child, parent, { variants: ['blue'] })).toMatchObject({ status: 200 });
      expect((await bench.admin('GET', `${FEATURES}/${child}`)).body).toMatchObject({ dependencies: [{ feature: parent, enabled: true, variants: ['blue'] }] });
      expect((await bench.admin('GET', `${FEATURES}/${parent}`)).body).toMatchObject({ children: [child] });
      expect(await depend(parent, third)).toMatchObject({ status: 403, body: { name: 'InvalidOperationError', message: expect.stringMatching(/^Transitive dependency detected/) } });
      expect(await depend(third, child)).toMatchObject({ status: 403, body: { name: 'InvalidOperationError' } });
      expect(await depend(child, child)).toMatchObject({ status: 403, body: { message: 'A feature flag cannot depend on itself.' } });
      expect(await depend(child, 'no.such.flag')).toMatchObject({ status: 403, body: { message: 'No active feature no.such.flag exists' } });
      expect(await bench.admin('DELETE', `${FEATURES}/${parent}`)).toMatchObject({ status: 403, body: { name: 'InvalidOperationError' } });
      expect((await bench.admin('GET', `${FEATURES}/${third}/parents`)).body).toEqual(expect.arrayContaining([parent]));
      expect((await bench.admin('DELETE', `${FEATURES}/${child}/dependencies/${parent}`)).status).toBe(200);
      expect((await bench.admin('DELETE', `${FEATURES}/${child}/dependencies/${parent}`)).status).toBe(404);
      expect((await bench.admin('DELETE', `${FEATURES}/${parent}`)).status).toBe(202);
    });

    test('a new flag can have tags that there are', async () => {
      const tag = { type: 'simple', value: bench.newName() };
      expect((await bench.admin('POST', '/api/admin/tags', tag)).status).toBe(201);
      const flag = await bench.newFlag({ tags: [tag] });
      expect((await bench.admin('GET', `/api/admin/features/${flag}/tags`)).body).toMatchObject({ tags: [tag] });
    });

    test('tags are kept, and found by', async () => {
      const flag = await bench.newFlag();
      const tags = `/api/admin/features/${flag}/tags`;
      const tag = { type: 'simple', value: flag };
      expect(await bench.admin('POST', tags, tag)).toMatchObject({ status: 201, body: tag });
      expect((await bench.admin('GET', tags)).body).toMatchObject({ version: 1, tags: [tag] });
      expect((await bench.admin('GET', '/api/admin/tags/simple')).body.tags).toContainEqual(tag);
      expect((await bench.admin('GET', `${FEATURES}?tag=simple:${flag}`)).body.features).toMatchObject([{ name: flag }]);
      expect((await bench.admin('PUT', tags, { addedTags: [{ type: 'simple', value: 'other' }], removedTags: [tag] })).body).toMatchObject({ tags: [{ type: 'simple', value: 'other' }] });
      expect((await bench.admin('DELETE', `${tags}/simple/other`)).status).toBe(200);
      expect((await bench.admin('GET', tags)).body).toMatchObject({ tags: [] });
    });

    test.each([
      ['query', (flag: string) => `query=${flag}`, true],
      ['the wrong project', (flag: string) => `query=${flag}&project=IS:shop`, false],
      ['its type', (flag: string) => `query=${flag}&type=IS:kill-switch`, true],
      ['another type', (flag: string) => `query=${flag}&type=IS:release`, false],
      ['being in use', (flag: string) => `query=${flag}&state=IS:active`, true],
      ['being stale', (flag: string) => `query=${flag}&state=IS:stale`, false],
      ['being on in production', (flag: string) => `query=${flag}&status[]=production:enabled`, true],
      ['being on in development', (flag: string) => `query=${flag}&status[]=development:enabled`, false],
      ['its tag', (flag: string) => `query=${flag}&tag=INCLUDE:simple:searched`, true],
      ['the archive', (flag: string) => `query=${flag}&archived=IS:true`, false],
      ['something that is no limit', (flag: string) => `query=${flag}&limit=many`, true],
    ] as const)('the search by %s finds it or not', async (_what, query, found) => {
      const flag = await bench.newFlag({ type: 'kill-switch' });
      await bench.admin('POST', `/api/admin/features/${flag}/tags`, { type: 'simple', value: 'searched' });
      await bench.admin('POST', bench.at(flag, '/on'));
      expect((await bench.admin('GET', `/api/admin/search/features?${query(flag)}`)).body).toMatchObject({ total: found ? 1 : 0 });
    });

    test('what happened to a flag is in its events, the last first', async () => {
      const flag = await bench.newFlag();
      await bench.admin('POST', bench.at(flag, '/on'));
      await bench.admin('DELETE', `${FEATURES}/${flag}`);
      const { body } = await bench.admin('GET', `/api/admin/events/${flag}`);
      expect(body).toMatchObject({ version: 1, toggleName: flag, totalEvents: 4 });
      expect(body.events.map(({ type }: { type: string }) => type).toSorted()).toEqual(['feature-archived', 'feature-created', 'feature-environment-enabled', 'feature-strategy-add']);
      expect(body.events[0]).toMatchObject({ type: 'feature-archived', featureName: flag, project: 'default', createdBy: 'admin' });
      expect((await bench.admin('GET', `/api/admin/search/events?feature=IS:${flag}&limit=1`)).body).toMatchObject({ total: 4, events: [{ type: 'feature-archived' }] });
      expect((await bench.admin('GET', '/api/admin/events')).body.events).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'feature-archived', featureName: flag })]));
    });
  });
}

interface Environment {
  readonly strategies: readonly { readonly id: string }[];
}
