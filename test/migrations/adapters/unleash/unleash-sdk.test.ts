import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSdk, type Sdk } from '../../../sandbox/unleash/start-sdk.ts';
import { until } from '../../../support/until.ts';
import { FEATURES, startTestUnleash, type TestUnleash } from './sandbox-unleash.ts';

const CALLERS = Array.from({ length: 2_000 }, (_, index) => `caller-${index}`);

describe('what the SDK makes of the flags', () => {
  let unleash: TestUnleash;
  let sdk: Sdk;
  beforeEach(async () => {
    unleash = await startTestUnleash();
    await unleash.flags().ensure('catalog', { on: false, cohortPercent: 0, shadowPercent: 0 });
    sdk = await startSdk(unleash.url, unleash.clientToken);
  });
  afterEach(async () => {
    sdk.stop();
    await unleash.stop();
  });

  const letIn = (): Set<string> => new Set(CALLERS.filter((userId) => sdk.unleash.isEnabled('banyan.catalog', { userId })));

  /** The callers that are let in once the SDK knows of that state. */
  async function cohortAt(on: boolean, cohortPercent: number): Promise<Set<string>> {
    await unleash.flags().ensure('catalog', { on, cohortPercent, shadowPercent: 0 });
    await until(() => {
      const flag = sdk.unleash.getFeatureToggleDefinition('banyan.catalog');
      return (flag?.enabled === on && flag.strategies?.[0]?.parameters?.rollout === String(cohortPercent)) || undefined;
    });
    return letIn();
  }

  test('the cohort is nobody at 0, about a third at 30, everybody at 100, and nobody when it is off', async () => {
    expect((await cohortAt(true, 0)).size).toBe(0);
    expect(Math.abs((await cohortAt(true, 30)).size / CALLERS.length - 0.3)).toBeLessThan(0.05);
    expect((await cohortAt(true, 100)).size).toBe(CALLERS.length);
    expect((await cohortAt(false, 100)).size).toBe(0);
  });

  test('a caller who is in stays in while the cohort grows', async () => {
    const small = await cohortAt(true, 10);
    const large = await cohortAt(true, 40);
    expect(small.size).toBeGreaterThan(0);
    expect([...small].filter((caller) => !large.has(caller))).toEqual([]);
    expect(letIn()).toEqual(large);
  });

  test('a caller without identity is not let in', async () => {
    await cohortAt(true, 100);
    expect(sdk.unleash.isEnabled('banyan.catalog', {})).toBe(false);
  });

  test('half of the requests are shadowed at 50, whoever sends them', async () => {
    await unleash.flags().ensure('catalog', { on: true, cohortPercent: 0, shadowPercent: 50 });
    await until(() => sdk.unleash.getFeatureToggleDefinition('banyan.catalog.shadow')?.enabled || undefined);
    const copied = CALLERS.filter(() => sdk.unleash.isEnabled('banyan.catalog.shadow', { userId: 'ada' })).length;
    expect(Math.abs(copied / CALLERS.length - 0.5)).toBeLessThan(0.08);
  });

  test('a tester whom a person lets in is in at 0 %, and out when the group is off', async () => {
    await cohortAt(true, 0);
    const testers = { name: 'default', constraints: [{ contextName: 'userId', operator: 'IN', values: ['caller-7'] }] };
    await unleash.admin('POST', `${FEATURES}/banyan.catalog/environments/production/strategies`, testers);
    await until(() => sdk.unleash.isEnabled('banyan.catalog', { userId: 'caller-7' }) || undefined);
    expect([...letIn()]).toEqual(['caller-7']);
    expect((await cohortAt(false, 0)).size).toBe(0);
  });
});
