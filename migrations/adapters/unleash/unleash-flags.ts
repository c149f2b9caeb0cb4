import type { FlagState } from '../../../domain/desired-state.ts';
import { BanyanError } from '../../../domain/errors.ts';
import { cohortFlag, shadowFlag, writesFlag } from '../../../domain/flag-names.ts';
import type { Flags } from '../../ports/flags.ts';
import { flagChanges, percentOf, type FlagChange, type FlagSight, type OwnFlag } from './flag-changes.ts';
import { UnleashApi, type UnleashEnvironment, type UnleashOptions } from './unleash-api.ts';

type Seen = UnleashEnvironment | undefined;

/** A group's flags as they were seen. */
export interface SeenFlags {
  readonly cohort: Seen;
  readonly shadow: Seen;
  readonly writes: Seen;
}

/** Creating takes two rounds; the rest is for people who change the flags at the same moment. */
const MAX_ROUNDS = 5;

/**
 * Flags in Unleash, through its Admin API. `on` is the switch of the environment of the flags for callers and copies, and each percentage stands in the strategy that is Banyan's:
 * so the strategies that people add for their testers work wherever the group is on, and not one of them does where it is off.
 * Every call is found to be needed before it is made and looked at afterwards, so it does no harm to stop anywhere and begin again.
 */
export function createUnleashFlags(options: UnleashOptions): Flags {
  const api = new UnleashApi(options);

  async function look(group: string, which: 'all' | 'without writes'): Promise<SeenFlags> {
    const names = [cohortFlag(group), shadowFlag(group), ...(which === 'all' ? [writesFlag(group)] : [])];
    const [cohort, shadow, writes] = await Promise.all(names.map((name) => api.read(name)));
    return { cohort, shadow, writes };
  }

  return {
    observe: async (group) => stateOf(group, await look(group, 'all')),

    async ensure(group, state) {
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const changes = flagChanges(sightsOf(group, state, await look(group, state.writes ? 'all' : 'without writes')));
        if (changes.length === 0) return;
        for (const change of changes) await apply(api, change);
      }
      throw new BanyanError('UNLEASH_REFUSED', `Unleash took every change of the flags of "${group}" and still does not show them; somebody else may be changing them`);
    },

    async archive(group) {
      for (const { name } of Object.values(ownFlags(group))) {
        if (!(await api.read(name))) continue;
        await api.archive(name);
        if (await api.read(name)) throw new BanyanError('UNLEASH_REFUSED', `Unleash took the archiving of the flag "${name}" and still shows it`);
      }
    },
  };
}

/** What the flags of a group say, as they were seen. */
export function stateOf(group: string, seen: SeenFlags): FlagState | 'none' {
  const { cohort, shadow, writes } = ownFlags(group);
  if (!seen.cohort && !seen.shadow) return 'none';
  const on = seen.cohort?.enabled ?? false;
  // A person has turned shadowing off by its own flag.
  const rests = on && seen.shadow?.enabled === false;
  const owner = seen.writes && { writes: seen.writes.enabled && percentOf(writes, seen.writes) === ALL ? ('candidate' as const) : ('legacy' as const) };
  return { on, cohortPercent: percentOf(cohort, seen.cohort), shadowPercent: rests ? 0 : percentOf(shadow, seen.shadow), ...owner };
}

const ALL = 100;

/** The cohort's flag first: it is the one that callers depend on. The one of writes has a switch of its own: they change sides after the reads. */
function sightsOf(group: string, { on, cohortPercent, shadowPercent, writes }: FlagState, seen: SeenFlags): readonly FlagSight[] {
  const flags = ownFlags(group);
  return [
    { flag: flags.cohort, percent: cohortPercent, on, seen: seen.cohort },
    { flag: flags.shadow, percent: shadowPercent, on, seen: seen.shadow },
    ...(writes ? [{ flag: flags.writes, percent: ALL, on: writes === 'candidate', seen: seen.writes }] : []),
  ];
}

function ownFlags(group: string): Readonly<Record<keyof SeenFlags, OwnFlag>> {
  return {
    cohort: { name: cohortFlag(group), title: 'banyan:cohort', stickiness: 'userId' },
    shadow: { name: shadowFlag(group), title: 'banyan:shadow', stickiness: 'random' },
    writes: { name: writesFlag(group), title: 'banyan:writes', stickiness: 'random' },
  };
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
