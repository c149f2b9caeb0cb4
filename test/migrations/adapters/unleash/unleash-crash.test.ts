import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FlagState } from '../../../../domain/desired-state.ts';
import type { Flags } from '../../../../migrations/ports/flags.ts';
import { FEATURES, startTestUnleash, type TestUnleash } from './sandbox-unleash.ts';

type Move = FlagState | 'none';

const OFF = { on: false, cohortPercent: 0, shadowPercent: 0 };
const FIRST = { on: true, cohortPercent: 0, shadowPercent: 0 };
const LOW = { on: true, cohortPercent: 10, shadowPercent: 100 };
const HIGH = { on: true, cohortPercent: 50, shadowPercent: 0 };

/** From a world with no flags through everything a migration does with them. */
const MOVES: readonly Move[] = [FIRST, LOW, HIGH, OFF, 'none', LOW, 'none'];

const move = (flags: Flags, to: Move): Promise<void> => (to === 'none' ? flags.archive('catalog') : flags.ensure('catalog', to));

describe('a crash at any call to Unleash', () => {
  let unleash: TestUnleash;
  beforeEach(async () => {
    unleash = await startTestUnleash();
  });
  afterEach(() => unleash.stop());

  /** Flags that die at call number `fatal`: before it is sent, or when its answer is lost. Without one they look at the world after each call. */
  function mortal(fatal: number, when: 'before' | 'after', look: () => Promise<void>): { flags: Flags; calls: () => number } {
    let calls = 0;
    const flags = unleash.flags({
      fetch: async (url, init) => {
        const dies = calls++ === fatal;
        if (dies && when === 'before') throw new Error('killed');
        const response = await fetch(url, init);
        if (init?.method !== 'GET') await look();
        if (dies) throw new Error('killed');
        return response;
      },
    });
    return { flags, calls: () => calls };
  }

  test.each(['before', 'after'] as const)('(%s it is made) leaves a world that the next attempt mends, and lets nobody in who should not be', async (when) => {
    let from: Move = 'none';
    let crashes = 0;
    for (const to of MOVES) {
      const allowed = Math.max(...[from, to].map((each) => (each === 'none' || !each.on ? 0 : each.cohortPercent)));
      let most = 0;
      const look = async (): Promise<void> => {
        const flag = (await unleash.clientFeatures()).find((each) => each.name === 'banyan.catalog');
        if (flag?.enabled) most = Math.max(most, ...flag.strategies.map(({ parameters }) => Number(parameters['rollout'] ?? 100)));
      };
      for (let fatal = 0; ; fatal++) {
        // The first move begins with nothing at all; a later one from none revives what is archived.
        if (to === MOVES[0]) await forget();
        else await move(unleash.flags(), from);
        const { flags, calls } = mortal(fatal, when, look);
        await move(flags, to).catch(() => undefined);
        if (calls() <= fatal) break;
        crashes++;
        await move(mortal(-1, when, look).flags, to);
        expect(await unleash.flags().observe('catalog')).toEqual(to);
        expect(await ownStrategies()).toEqual(to === 'none' ? [] : ['banyan:cohort', 'banyan:shadow']);
      }
      expect(most).toBeLessThanOrEqual(allowed);
      from = to;
    }
    expect(crashes).toBeGreaterThan(40);
  });

  /** Deletes the flags for good, as if there never had been any. */
  async function forget(): Promise<void> {
    for (const flag of ['banyan.catalog', 'banyan.catalog.shadow']) {
      await unleash.admin('DELETE', `${FEATURES}/${flag}`);
      await unleash.admin('DELETE', `/api/admin/archive/${flag}`);
    }
  }

  async function ownStrategies(): Promise<readonly (string | null)[]> {
    const answers = await Promise.all(['banyan.catalog', 'banyan.catalog.shadow'].map((flag) => unleash.admin('GET', `${FEATURES}/${flag}`)));
    type Found = { environments?: { name: string; strategies: { title: string | null }[] }[] };
    return answers.flatMap(({ body }) => (body as Found).environments?.find(({ name }) => name === 'production')?.strategies.map(({ title }) => title) ?? []);
  }
});
