import type { NewStrategy, UnleashEnvironment, UnleashStrategy } from './unleash-api.ts';

/** One of a group's flags: its name, and the strategy in it that is Banyan's. */
export interface OwnFlag {
  readonly name: string;
  /** What Banyan's strategy is known by. */
  readonly title: string;
  /** `userId` keeps a caller on one side; `random` asks anew for every request. */
  readonly stickiness: 'userId' | 'random';
}

/** A flag with what it should let in and what Unleash shows of it; `seen` is absent where it is missing or archived. */
export interface FlagSight {
  readonly flag: OwnFlag;
  readonly percent: number;
  /** Whether its environment is to be switched on. */
  readonly on: boolean;
  readonly seen: UnleashEnvironment | undefined;
}

export type FlagChange =
  | { readonly kind: 'turn-off' | 'create' | 'turn-on'; readonly flag: string }
  | { readonly kind: 'add'; readonly flag: string; readonly strategy: NewStrategy }
  | { readonly kind: 'replace'; readonly flag: string; readonly id: string; readonly strategy: NewStrategy }
  | { readonly kind: 'remove'; readonly flag: string; readonly id: string };

/**
 * What turns a group's flags into the wanted state, in the order to do it: whatever takes callers off the candidate first, whatever brings them on last. The flags come in the order
 * in which callers depend on them.
 * Empty where nothing is left to do. A flag that has to be created gets its strategy in the next round, once it has been seen.
 */
export function flagChanges(down: readonly FlagSight[]): readonly FlagChange[] {
  const up = down.toReversed();
  return [
    ...down.filter(({ on, seen }) => !on && seen?.enabled).map(({ flag }) => ({ kind: 'turn-off', flag: flag.name }) as const),
    ...down.flatMap(lowering),
    ...up.filter(({ seen }) => !seen).map(({ flag }) => ({ kind: 'create', flag: flag.name }) as const),
    ...up.flatMap(raising),
    // Only after its strategy: Unleash gives a flag that is turned on without one a strategy that lets everybody in.
    ...up.filter(({ on, seen }) => on && seen && !seen.enabled).map(({ flag }) => ({ kind: 'turn-on', flag: flag.name }) as const),
  ];
}

/**
 * How many percent Banyan's strategy lets in. NaN, which equals no wanted percentage, where that cannot be told:
 * the flag or the strategy is missing, or the strategy was changed in more than its percentage.
 */
export function percentOf(flag: OwnFlag, seen: UnleashEnvironment | undefined): number {
  const percents = ownStrategies(flag, seen).map((each) => (isIntact(flag, each) ? rolloutOf(each) : Number.NaN));
  // Strategies of equal group and stickiness let in nested sets of callers: the largest is the sum of them all.
  return percents.length === 0 ? Number.NaN : Math.max(...percents);
}

/** Lowers the strategy, and removes all but one of it: there are two if the answer to adding one was lost while Unleash was still at it. */
function lowering({ flag, percent, seen }: FlagSight): FlagChange[] {
  const [own, ...surplus] = ownStrategies(flag, seen);
  const removals = surplus.map(({ id }) => ({ kind: 'remove', flag: flag.name, id }) as const);
  if (!own || !(rolloutOf(own) > percent)) return removals;
  return [{ kind: 'replace', flag: flag.name, id: own.id, strategy: ownStrategy(flag, percent) }, ...removals];
}

/** Raises the strategy, puts right what else was changed in it, or adds it. */
function raising({ flag, percent, seen }: FlagSight): FlagChange[] {
  const [own] = ownStrategies(flag, seen);
  if (!seen || (own && rolloutOf(own) > percent)) return [];
  const strategy = ownStrategy(flag, percent);
  if (!own) return [{ kind: 'add', flag: flag.name, strategy }];
  return isIntact(flag, own) && rolloutOf(own) === percent ? [] : [{ kind: 'replace', flag: flag.name, id: own.id, strategy }];
}

function ownStrategies({ title }: OwnFlag, seen: UnleashEnvironment | undefined): readonly UnleashStrategy[] {
  return seen?.strategies.filter((each) => each.name === 'flexibleRollout' && each.title === title) ?? [];
}

function ownStrategy({ name, title, stickiness }: OwnFlag, percent: number): NewStrategy {
  const parameters = { rollout: String(percent), stickiness, groupId: name };
  return { name: 'flexibleRollout', title, parameters, constraints: [], segments: [], variants: [], disabled: false };
}

function isIntact({ name, stickiness }: OwnFlag, { parameters, constraints, segments, disabled }: UnleashStrategy): boolean {
  const narrowed = (constraints?.length ?? 0) + (segments?.length ?? 0) > 0;
  return !disabled && !narrowed && parameters?.['stickiness'] === stickiness && parameters['groupId'] === name;
}

function rolloutOf({ parameters }: UnleashStrategy): number {
  return Number(parameters?.['rollout'] ?? Number.NaN);
}
