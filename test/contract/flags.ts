import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FlagState } from '../../domain/desired-state.ts';
import type { Flags } from '../../migrations/ports/flags.ts';

export interface FlagsUnderTest {
  readonly flags: Flags;
  stop(): Promise<void>;
}

const OFF: FlagState = { on: false, cohortPercent: 0, shadowPercent: 0 };
const FRONT: FlagState = { on: true, cohortPercent: 0, shadowPercent: 0 };
const SHADOW: FlagState = { on: true, cohortPercent: 0, shadowPercent: 100 };
const COHORT: FlagState = { on: true, cohortPercent: 10, shadowPercent: 100 };
const WEIGHT: FlagState = { on: true, cohortPercent: 10, shadowPercent: 0 };
const ALL: FlagState = { on: true, cohortPercent: 100, shadowPercent: 37 };
const OWNED: FlagState = { ...COHORT, writes: 'legacy' };
const CUT_OVER: FlagState = { ...COHORT, writes: 'candidate' };
const GOING_BACK: FlagState = { ...OFF, writes: 'candidate' };
const PAUSED: FlagState = { on: false, cohortPercent: 10, shadowPercent: 50 };

/** What everything behind the {@link Flags} port does. */
export function flagsContract(name: string, make: () => Promise<FlagsUnderTest>): void {
  describe(`${name} as Flags`, () => {
    let subject: FlagsUnderTest;
    let flags: Flags;
    beforeEach(async () => {
      subject = await make();
      flags = subject.flags;
    });
    afterEach(() => subject.stop());

    test('a group that Banyan never touched has no flags', async () => {
      expect(await flags.observe('catalog')).toBe('none');
    });

    test.each([OFF, FRONT, COHORT, PAUSED])('what is ensured first is what is observed: %j', async (state) => {
      await flags.ensure('catalog', state);
      expect(await flags.observe('catalog')).toEqual(state);
    });

    test('every state can follow every other', async () => {
      for (const state of [OFF, FRONT, SHADOW, COHORT, WEIGHT, ALL, OFF, ALL, FRONT, COHORT, PAUSED, ALL, PAUSED, OFF]) {
        await flags.ensure('catalog', state);
        expect(await flags.observe('catalog')).toEqual(state);
      }
    });

    test('who owns the writes is said by a switch of its own, whatever the other flags say', async () => {
      for (const state of [OWNED, CUT_OVER, GOING_BACK, { ...OFF, writes: 'legacy' as const }, CUT_OVER, OWNED]) {
        await flags.ensure('catalog', state);
        expect(await flags.observe('catalog')).toEqual(state);
      }
      await flags.archive('catalog');
      expect(await flags.observe('catalog')).toBe('none');
    });

    test('ensuring twice is ensuring once', async () => {
      await flags.ensure('catalog', COHORT);
      await flags.ensure('catalog', COHORT);
      expect(await flags.observe('catalog')).toEqual(COHORT);
    });

    test('groups do not touch each other, not even where one name begins with the other', async () => {
      await flags.ensure('catalog', COHORT);
      await flags.ensure('catalog-images', SHADOW);
      await flags.archive('catalog');
      expect(await flags.observe('catalog')).toBe('none');
      expect(await flags.observe('catalog-images')).toEqual(SHADOW);
    });

    test('archived flags are none, and archiving what is not there is fine', async () => {
      await flags.archive('catalog');
      await flags.ensure('catalog', COHORT);
      await flags.archive('catalog');
      await flags.archive('catalog');
      expect(await flags.observe('catalog')).toBe('none');
    });

    test('archived flags are revived by ensuring them, in the state that is asked for', async () => {
      await flags.ensure('catalog', ALL);
      await flags.archive('catalog');
      await flags.ensure('catalog', OFF);
      expect(await flags.observe('catalog')).toEqual(OFF);
      await flags.archive('catalog');
      await flags.ensure('catalog', COHORT);
      expect(await flags.observe('catalog')).toEqual(COHORT);
    });
  });
}
