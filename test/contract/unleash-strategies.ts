import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { benchOf, FEATURES, type Bench, type MakeUnleash } from './unleash-under-test.ts';

/** What the Admin API of every Unleash does with strategies, constraints, variants and segments. */
export function unleashStrategiesContract(name: string, make: MakeUnleash): void {
  describe(`strategies of ${name}`, () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = benchOf(await make());
    });
    afterAll(() => bench.unleash.stop());

    const add = (flag: string, strategy: object): ReturnType<Bench['admin']> => bench.admin('POST', bench.at(flag, '/strategies'), strategy);

    test('a rollout has what it needs, whatever of it was sent', async () => {
      const flag = await bench.newFlag();
      const whole = { name: 'flexibleRollout', title: null, disabled: false, sortOrder: 0, constraints: [], variants: [], segments: [], parameters: { rollout: '100', stickiness: 'default', groupId: flag } };
      expect(await add(flag, { name: 'flexibleRollout' })).toMatchObject({ status: 200, body: whole });
      expect(await add(flag, { name: 'flexibleRollout', title: 'mine', parameters: { rollout: 25, stickiness: 'userId', groupId: 'g' } })).toMatchObject({ body: { title: 'mine', sortOrder: 1, parameters: { rollout: '25', stickiness: 'userId', groupId: 'g' } } });
      const { body } = await bench.admin('GET', bench.at(flag, '/strategies'));
      expect(body).toMatchObject([whole, { title: 'mine' }]);
      expect((await bench.admin('GET', bench.at(flag, `/strategies/${body[1].id}`))).body).toMatchObject({ id: body[1].id, title: 'mine' });
    });

    test('a patch changes what it names, and a put too', async () => {
      const flag = await bench.newFlag();
      const { id } = (await add(flag, { name: 'flexibleRollout', title: 'mine', parameters: { rollout: '10', stickiness: 'userId', groupId: 'g' } })).body;
      const path = bench.at(flag, `/strategies/${id}`);
      const patched = await bench.admin('PATCH', path, [{ op: 'replace', path: '/parameters/rollout', value: '60' }]);
      expect(patched).toMatchObject({ status: 200, body: { id, title: 'mine', parameters: { rollout: '60', stickiness: 'userId', groupId: 'g' } } });
      expect((await bench.admin('PUT', path, { name: 'flexibleRollout', parameters: { rollout: '61' } })).body).toMatchObject({ id, title: 'mine', parameters: { rollout: '61', stickiness: 'default', groupId: flag } });
      const added = await bench.admin('PATCH', path, [{ op: 'add', path: '/constraints/-', value: { contextName: 'a', operator: 'IN', values: ['x'] } }, { op: 'replace', path: '/id', value: 'mine' }]);
      expect(added.body).toMatchObject({ id, constraints: [{ contextName: 'a', operator: 'IN', values: ['x'] }] });
    });

    test('a flag that loses its last enabled strategy goes off', async () => {
      const flag = await bench.newFlag();
      const { id } = (await add(flag, { name: 'default' })).body;
      await bench.admin('POST', bench.at(flag, '/on'));
      await bench.admin('PATCH', bench.at(flag, `/strategies/${id}`), [{ op: 'replace', path: '/disabled', value: true }]);
      expect((await bench.admin('GET', bench.at(flag))).body).toMatchObject({ enabled: false });
      await bench.admin('POST', bench.at(flag, '/on?shouldActivateDisabledStrategies=true'));
      expect((await bench.admin('DELETE', bench.at(flag, `/strategies/${id}`))).status).toBe(200);
      expect((await bench.admin('GET', bench.at(flag))).body).toMatchObject({ enabled: false, strategies: [] });
    });

    test('strategies are sorted as they are told to', async () => {
      const flag = await bench.newFlag();
      const [one, other] = [(await add(flag, { name: 'default', title: 'one' })).body.id, (await add(flag, { name: 'default', title: 'other' })).body.id];
      expect((await bench.admin('POST', bench.at(flag, '/strategies/set-sort-order'), [{ id: one, sortOrder: 9 }, { id: other, sortOrder: 1 }])).status).toBe(200);
      expect((await bench.admin('GET', bench.at(flag, '/strategies'))).body).toMatchObject([{ title: 'other', sortOrder: 1 }, { title: 'one', sortOrder: 9 }]);
    });

    test('one flag’s strategy is not changed by way of another', async () => {
      const [flag, other] = [await bench.newFlag(), await bench.newFlag()];
      const { id } = (await add(flag, { name: 'default' })).body;
      for (const [method, body] of [['PATCH', []], ['PUT', { name: 'default' }], ['DELETE', undefined]] as const) expect((await bench.admin(method, bench.at(other, `/strategies/${id}`), body)).status).toBe(403);
      expect((await bench.admin('GET', bench.at(flag, '/strategies'))).body).toHaveLength(1);
    });

    test.each([
      ['IN', { values: ['a'] }],
      ['NOT_IN', { values: ['a', 'b'], inverted: true }],
      ['STR_CONTAINS', { values: ['a'], caseInsensitive: true }],
      ['STR_STARTS_WITH', { values: ['a'] }],
      ['STR_ENDS_WITH', { values: ['a'] }],
      ...['NUM_EQ', 'NUM_GT', 'NUM_GTE', 'NUM_LT', 'NUM_LTE'].map((operator) => [operator, { value: '1e3' }] as const),
      ...['DATE_AFTER', 'DATE_BEFORE'].map((operator) => [operator, { value: '2022-01-29T13:00:00.000Z' }] as const),
      ...['SEMVER_EQ', 'SEMVER_GT', 'SEMVER_GTE', 'SEMVER_LT', 'SEMVER_LTE'].map((operator) => [operator, { value: '1.2.3-beta.1' }] as const),
      ['REGEX', { value: '^a+$' }],
    ] as const)('the operator %s is kept with what it works on', async (operator, rest) => {
      const flag = await bench.newFlag();
      const constraint = { contextName: 'userId', operator, ...rest };
      expect(await add(flag, { name: 'default', constraints: [constraint] })).toMatchObject({ status: 200, body: { constraints: [constraint] } });
      expect((await bench.admin('POST', '/api/admin/constraints/validate', constraint)).status).toBe(204);
    });

    test.each([
      ['an unknown operator', { operator: 'ROUGHLY', values: ['a'] }],
      ['no operator', { values: ['a'] }],
      ['a list without values', { operator: 'IN', values: [] }],
      ['a value that is empty', { operator: 'IN', values: [''] }],
      ['a number that is none', { operator: 'NUM_GT', value: 'many' }],
      ['a number among values', { operator: 'NUM_EQ', values: ['7'] }],
      ['a date that is none', { operator: 'DATE_AFTER', value: 'soon' }],
      ['a version with a v', { operator: 'SEMVER_EQ', value: 'v1.2.3' }],
      ['half a version', { operator: 'SEMVER_EQ', value: '1.2' }],
      ['a regex that is none', { operator: 'REGEX', value: '[' }],
      ['a regex that looks ahead', { operator: 'REGEX', value: 'a(?=b)' }],
      ['a regex among values', { operator: 'REGEX', values: ['a'] }],
    ])('a constraint with %s is refused, wherever it is', async (_what, rest) => {
      const flag = await bench.newFlag();
      const constraint = { contextName: 'userId', ...rest };
      const answers = await Promise.all([
        add(flag, { name: 'default', constraints: [constraint] }),
        bench.admin('POST', '/api/admin/segments', { name: bench.newName(), constraints: [constraint] }),
        bench.admin('POST', '/api/admin/constraints/validate', constraint),
      ]);
      for (const answer of answers) expect(answer).toMatchObject({ status: 400, body: { name: 'BadDataError', details: [expect.objectContaining({ message: expect.any(String) })] } });
      expect((await bench.admin('GET', bench.at(flag, '/strategies'))).body).toEqual([]);
    });

    test.each([
      ['31 strategies', (flag: string) => Promise.all(Array.from({ length: 30 }, () => add(flag, { name: 'default' }))).then(() => add(flag, { name: 'default' }))],
      ['31 constraints', (flag: string) => add(flag, { name: 'default', constraints: Array.from({ length: 31 }, () => ({ contextName: 'a', operator: 'IN', values: ['x'] })) })],
      ['251 values', (flag: string) => add(flag, { name: 'default', constraints: [{ contextName: 'a', operator: 'IN', values: Array.from({ length: 251 }, (_, index) => `v${index}`) }] })],
    ] as const)('%s are too many', async (_what, attempt) => {
      expect(await attempt(await bench.newFlag())).toMatchObject({ status: 400, body: { name: 'ExceedsLimitError', message: expect.stringMatching(/established limit of/) } });
    });

    test.each([
      ['three', ['variable', 'variable', 'variable'], [1, 1, 1], [334, 333, 333]],
      ['seven', Array.from({ length: 7 }, () => 'variable'), Array.from({ length: 7 }, () => 1), [143, 143, 143, 143, 143, 143, 142]],
      ['three beside a fixed one', ['fix', 'variable', 'variable', 'variable'], [100, 1, 1, 1], [100, 300, 300, 300]],
    ] as const)('variable variants share what is left: %s', async (_what, types, sent, kept) => {
      const flag = await bench.newFlag();
      const variants = types.map((weightType, index) => ({ name: `v${index}`, weight: sent[index], weightType, stickiness: 'default' }));
      expect((await add(flag, { name: 'flexibleRollout', variants })).body.variants.map(({ weight }: { weight: number }) => weight)).toEqual(kept);
      const batch = await bench.admin('PUT', `${FEATURES}/${flag}/variants-batch`, { environments: ['production'], variants });
      expect(batch).toMatchObject({ status: 200, body: { version: 1 } });
      expect((await bench.admin('GET', bench.at(flag, '/variants'))).body.variants.map(({ weight }: { weight: number }) => weight)).toEqual(kept);
    });

    test('variants of an environment are not put any more', async () => {
      const flag = await bench.newFlag();
      expect(await bench.admin('PUT', bench.at(flag, '/variants'), [{ name: 'v', weight: 1000, weightType: 'variable' }])).toMatchObject({ status: 403, body: { name: 'InvalidOperationError' } });
    });

    test('a segment is made, used, changed, kept while it is used, and deleted', async () => {
      const [flag, segment] = [await bench.newFlag(), bench.newName()];
      const constraints = [{ contextName: 'userId', operator: 'IN', values: ['ada'] }];
      const made = await bench.admin('POST', '/api/admin/segments', { name: segment, description: 'who', constraints });
      expect(made).toMatchObject({ status: 201, body: { name: segment, description: 'who', constraints, createdBy: 'admin' } });
      const path = `/api/admin/segments/${made.body.id}`;
      expect(await bench.admin('POST', '/api/admin/segments', { name: segment, constraints })).toMatchObject({ status: 409, body: { name: 'NameExistsError', message: 'Segment name already exists' } });
      const strategy = (await add(flag, { name: 'default', segments: [made.body.id] })).body;
      expect(strategy).toMatchObject({ segments: [made.body.id] });
      expect((await bench.admin('GET', `${path}/strategies`)).body).toMatchObject({ strategies: [{ id: strategy.id, featureName: flag, environment: 'production', strategyName: 'default' }] });
      expect((await bench.admin('PUT', path, { name: `${segment}.b`, constraints: [] })).status).toBe(204);
      expect((await bench.admin('GET', path)).body).toMatchObject({ name: `${segment}.b`, constraints: [] });
      expect((await bench.admin('DELETE', path)).status).toBe(409);
      await bench.admin('DELETE', bench.at(flag, `/strategies/${strategy.id}`));
      expect((await bench.admin('DELETE', path)).status).toBe(204);
      expect(await bench.admin('GET', path)).toMatchObject({ status: 404, body: { name: 'NotFoundError' } });
    });

    test('strategies of people’s own can be made, used, deprecated and deleted', async () => {
      const [flag, type] = [await bench.newFlag(), bench.newName()];
      expect(await bench.admin('POST', '/api/admin/strategies', { name: type, parameters: [{ name: 'x', type: 'string', required: true }] })).toMatchObject({ status: 201, body: { name: type, editable: true, deprecated: false } });
      expect((await bench.admin('POST', '/api/admin/strategies', { name: type, parameters: [] })).status).toBe(409);
      expect((await add(flag, { name: type, parameters: { x: 'y' } })).body).toMatchObject({ name: type, parameters: { x: 'y' } });
      expect((await bench.admin('POST', `/api/admin/strategies/${type}/deprecate`)).status).toBe(200);
      expect((await bench.admin('GET', `/api/admin/strategies/${type}`)).body).toMatchObject({ deprecated: true });
      expect((await bench.admin('DELETE', `/api/admin/strategies/${type}`)).status).toBe(200);
      expect((await bench.admin('GET', `/api/admin/strategies/${type}`)).status).toBe(404);
    });
  });
}
