import type { FlagState } from '../../../domain/desired-state.ts';
import { BanyanError } from '../../../domain/errors.ts';
import { cohortFlag, shadowFlag } from '../../../domain/flag-names.ts';
import type { Flags } from '../../ports/flags.ts';
import { flagChanges, percentOf, type FlagChange, type OwnFlag } from './flag-changes.ts';
import { UnleashApi, type UnleashEnvironment, type UnleashOptions } from './unleash-api.ts';

type Seen = UnleashEnvironment | undefined;

/** Creating takes two rounds; the rest is for people who change the flags at the same moment. */
const MAX_ROUNDS = 5;

/**
 * Flags in Unleash, through its Admin API. `on` is the switch of both flags' environment, and each percentage stands in the strategy that is Banyan's:
 * so the strategies that people add for their testers work wherever the group is on, and not one of them does where it is off.
 * Every call is found to be needed before it is made and looked at afterwards, so it does no harm to stop anywhere and begin again.
 */
export function createUnleashFlags(options: UnleashOptions): Flags {
  const api = new UnleashApi(options);

  async function look(group: string): Promise<readonly [Seen, Seen]> {
    const [cohort, shadow] = ownFlags(group);
    return Promise.all([api.read(cohort.name), api.read(shadow.name)]);
  }

  return {
    observe: async (group) => stateOf(group, ...(await look(group))),

    async ensure(group, state) {
      const [cohort, shadow] = ownFlags(group);
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const [seenCohort, seenShadow] = await look(group);
        const changes = flagChanges(state, { flag: cohort, percent: state.cohortPercent, seen: seenCohort }, { flag: shadow, percent: state.shadowPercent, seen: seenShadow });
        if (changes.length === 0) return;
        for (const change of changes) await apply(api, change);
      }
      throw new BanyanError('UNLEASH_REFUSED', `Unleash took every change of the flags of "${group}" and still does not show them; somebody else may be changing them`);
    },

    async archive(group) {
      for (const { name } of ownFlags(group)) {
        if (!(await api.read(name))) continue;
        await api.archive(name);
        if (await api.read(name)) throw new BanyanError('UNLEASH_REFUSED', `Unleash took the archiving of the flag "${name}" and still shows it`);
      }
    },
  };
}

/** What the two flags of a group say, as they were seen. */
export function stateOf(group: string, seenCohort: Seen, seenShadow: Seen): FlagState | 'none' {
  const [cohort, shadow] = ownFlags(group);
  if (!seenCohort && !seenShadow) return 'none';
  const on = seenCohort?.enabled ?? false;
  // A person has turned shadowing off by its own flag.
  const rests = on && seenShadow?.enabled === false;
  return { on, cohortPercent: percentOf(cohort, seenCohort), shadowPercent: rests ? 0 : percentOf(shadow, seenShadow) };
}

/** The cohort's flag first: it is the one that callers depend on. */
function ownFlags(group: string): readonly [cohort: OwnFlag, shadow: OwnFlag] {
  return [
    { name: cohortFlag(group), title: 'banyan:cohort', stickiness: 'userId' },
    { name: shadowFlag(group), title: 'banyan:shadow', stickiness: 'random' },
  ];
}

function apply(api: UnleashApi, change: FlagChange): Promise<void> {
  switch (change.kind) {
    case 'turn-off':
      return api.turn(change.flag, false);
    case 'turn-on':
      return api.turn(change.flag, true);
    case 'create':
      return api.createOrRevive(change.flag);
    case 'add':
      return api.addStrategy(change.flag, change.strategy);
    case 'replace':
      return api.replaceStrategy(change.flag, change.id, change.strategy);
    case 'remove':
      return api.removeStrategy(change.flag, change.id);
  }
}
