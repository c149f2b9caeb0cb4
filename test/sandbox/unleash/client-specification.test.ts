import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
import type { UnleashState } from '../../../sandbox/unleash/state/unleash-state.ts';
import { startUnleash, type Unleash } from '../../../sandbox/unleash/start.ts';
import { asker } from './ask.ts';
import { loadByAdminApi, withFlags } from './load-specification.ts';
import { specifications } from './specification.ts';
import { startSdk, type Sdk } from './start-sdk.ts';

const ADMIN = '*:*.an-admin-secret';
const CLIENT = '*:production.a-client-secret';
const FRONTEND = '*:production.a-frontend-secret';
const options = { host: '127.0.0.1', adminToken: ADMIN, clientToken: CLIENT, now: () => Date.UTC(2026, 2, 1) };

/** How many flags of which file the Admin API cannot hold as they are, and why. They come in by a snapshot. */
const NOT_BY_ADMIN_API: Readonly<Record<string, readonly [flags: number, because: string]>> = {
  '08-variants': [4, 'weights of variable variants are shared out anew, in thousandths'],
  '09-strategy-constraints': [2, 'a list operator needs values'],
  '11-strategy-constraints-edge-cases': [2, 'a list operator needs values'],
  '12-custom-stickiness': [1, 'weights of variable variants are shared out anew, in thousandths'],
  '13-constraint-operators': [1, 'an operator must be one that there is'],
  '14-constraint-semver-operators': [1, 'a version has no v before it'],
  '15-global-constraints': [2, 'a segment must exist, and weights are shared out anew'],
  '16-strategy-variants': [3, 'weights are shared out anew'],
  '17-dependent-features': [3, 'a parent must exist and have no parent itself'],
  '18-utf8-flag-names': [2, 'a name must fit into a URL'],
  '21-regex-constraint-operators': [3, 'a regex must be one of RE2'],
  '22-cidr-constraint-operator': [7, 'Unleash 8.2 does not know the operator yet'],
};

const frontendToken: UnleashState['tokens'][number] = { secret: FRONTEND, tokenName: 'page', type: 'frontend', environment: 'production', projects: ['*'], createdAt: 0, expiresAt: null, seenAt: null };

const all = specifications();

test('there are the cases that there should be', () => {
  expect(all.flatMap(({ tests, variantTests }) => [...tests, ...variantTests])).toHaveLength(279);
});

describe.each(all)('$name', (specification) => {
  let refused: readonly string[];
  let unleash: Unleash;
  beforeAll(async () => {
    const first = await startUnleash(options);
    refused = await loadByAdminApi(specification, asker(first.url, ADMIN));
    const state = first.snapshot() as unknown as UnleashState;
    await first.close();
    const restored = withFlags({ ...state, tokens: [...state.tokens, frontendToken] }, specification, refused);
    unleash = await startUnleash({ ...options, restored: restored as unknown as Snapshot });
  });
  afterAll(() => unleash.close());

  const [exceptions, because] = NOT_BY_ADMIN_API[specification.name] ?? [0, 'it takes them all'];
  test(`is put in through the Admin API, but for ${exceptions} flags: ${because}`, () => {
    expect(refused).toHaveLength(exceptions);
  });

  describe.each([
    ['polling', { type: 'polling', format: 'full' }],
    ['polling for deltas', { type: 'polling', format: 'delta' }],
    ['streaming', { type: 'streaming' }],
  ] as const)('%s', (_what, mode) => {
    let sdk: Sdk;
    beforeAll(async () => {
      sdk = await startSdk(unleash.url, CLIENT, mode);
    });
    afterAll(() => sdk.stop());

    if (specification.tests.length > 0) {
      test.each(specification.tests)('$description', ({ toggleName, context, expectedResult }) => {
        expect(sdk.unleash.isEnabled(toggleName, context)).toBe(expectedResult);
      });
    }
    if (specification.variantTests.length > 0) {
      test.each(specification.variantTests)('$description', ({ toggleName, context, expectedResult }) => {
        const { featureEnabled: _, ...variant } = sdk.unleash.getVariant(toggleName, context);
        expect(variant).toEqual(expectedResult);
      });
    }
  });

  describe('the Frontend API, which evaluates by itself,', () => {
    interface Toggle {
      readonly name: string;
      readonly variant: { readonly featureEnabled?: boolean };
    }
    const toggle = async (name: string, context: object): Promise<Toggle | undefined> => {
      const { body } = await asker(unleash.url, FRONTEND)('POST', '/api/frontend', { context });
      return (body.toggles as Toggle[]).find((each) => each.name === name);
    };

    if (specification.tests.length > 0) {
      test.each(specification.tests)('$description', async ({ toggleName, context, expectedResult }) => {
        expect((await toggle(toggleName, context)) !== undefined).toBe(expectedResult);
      });
    }
    if (specification.variantTests.length > 0) {
      test.each(specification.variantTests)('$description', async ({ toggleName, context, expectedResult }) => {
        const { featureEnabled: _, ...variant } = (await toggle(toggleName, context))?.variant ?? { name: 'disabled', enabled: false, feature_enabled: false };
        expect(variant).toEqual(expectedResult);
      });
    }
  });
});
