import type { EnvironmentName } from '../flags/environments.ts';
import type { Flag, Strategy, UnleashState, Variant } from '../state/unleash-state.ts';
import { chooseVariant } from './choose-variant.ts';
import { constraintHolds } from './constraint-holds.ts';
import type { Context } from './context.ts';
import { strategyHolds } from './strategy-holds.ts';

export interface Evaluation {
  readonly enabled: boolean;
  readonly variant: Variant | undefined;
}

export interface World {
  readonly state: UnleashState;
  readonly environment: EnvironmentName;
  readonly now: number;
  readonly random: () => number;
}

const OFF: Evaluation = { enabled: false, variant: undefined };

/** Whether the flag is on for that context and with which variant, as the client specification says. */
export function evaluate(world: World, flag: Flag, context: Context): Evaluation {
  const parentsAgree = flag.dependencies.every((dependency) => {
    const parent = world.state.flags.find(({ name, archivedAt }) => name === dependency.feature && archivedAt === null);
    if (!parent || parent.dependencies.length > 0) return false;
    const { enabled, variant } = evaluateAlone(world, parent, context);
    if (!dependency.enabled) return !enabled;
    return enabled && (!dependency.variants?.length || dependency.variants.includes(variant?.name ?? 'disabled'));
  });
  return parentsAgree ? evaluateAlone(world, flag, context) : OFF;
}

function evaluateAlone({ state, environment, now, random }: World, flag: Flag, context: Context): Evaluation {
  const { enabled, strategies, variants } = flag.environments[environment];
  if (!enabled) return OFF;
  const usable = strategies.filter(({ disabled }) => !disabled);
  const found = usable.find((strategy) => {
    const segments = strategy.segments.map((id) => state.segments.find((each) => each.id === id));
    const constraints = [...strategy.constraints, ...segments.flatMap((segment) => segment?.constraints ?? [])];
    return segments.every(Boolean) && constraints.every((each) => constraintHolds(each, context, now)) && strategyHolds(strategy, context, random);
  });
  if (!found && strategies.length > 0) return OFF;
  // A strategy's variants go before the flag's.
  const { parameters, variants: chosen } = found && found.variants.length > 0 ? found : { parameters: {} as Strategy['parameters'], variants };
  const variant = chooseVariant({ group: parameters['groupId'] ?? flag.name, stickiness: parameters['stickiness'] ?? 'default', variants: chosen }, context, random);
  return { enabled: true, variant };
}
