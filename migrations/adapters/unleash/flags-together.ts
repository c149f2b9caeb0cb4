import { cohortFlag, shadowFlag, writesFlag } from '../../../domain/flag-names.ts';
import type { Flags } from '../../ports/flags.ts';
import { gather } from '../gather.ts';
import { createUnleashFlags, stateOf, type SeenFlags } from './unleash-flags.ts';
import { UnleashApi, type UnleashOptions } from './unleash-api.ts';

/** Groups asked for in one exchange. */
const GROUPS_A_CALL = 250;

/** Flags whose states are asked for together, as many groups as are asked for at the same moment. What changes them is as ever. */
export function createFlagsTogether(options: UnleashOptions): Flags {
  const api = new UnleashApi(options);
  const alone = createUnleashFlags(options);
  const ask = gather(GROUPS_A_CALL, async (groups) => {
    const seen = await api.readMany(groups.flatMap((group) => [cohortFlag(group), shadowFlag(group), writesFlag(group)]));
    return new Map<string, SeenFlags | 'ask alone'>(groups.map((group) => [group, seen ? { cohort: seen.get(cohortFlag(group)), shadow: seen.get(shadowFlag(group)), writes: seen.get(writesFlag(group)) } : 'ask alone']));
  });
  return {
    ...alone,
    async observe(group) {
      const seen = (await ask(group)) ?? 'ask alone';
      return seen === 'ask alone' ? alone.observe(group) : stateOf(group, seen);
    },
  };
}
