import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parse, text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { Constraint, Flag, Strategy } from '../state/unleash-state.ts';
import { badData, exceedsLimit, invalidOperation, notFound } from '../unleash-error.ts';
import { ConstraintBody, toConstraint } from './constraints.ts';
import { isEnvironment, type EnvironmentName } from './environments.ts';
import { distribute, StrategyVariantBody } from './variants.ts';

/** What open-source Unleash allows, per flag and environment, per strategy, and per constraint. */
const MAX_STRATEGIES = 30;
const MAX_CONSTRAINTS = 30;
const MAX_VALUES = 250;

/** What a client sends to make or change a strategy. */
const StrategyBody = z.object({
  name: text.optional(),
  title: text.nullable().optional(),
  disabled: z.boolean().nullable().optional(),
  parameters: z.record(z.string(), text).optional(),
  constraints: z.array(ConstraintBody).optional(),
  variants: z.array(StrategyVariantBody).optional(),
  segments: z.array(z.number()).optional(),
  sortOrder: z.number().optional(),
});
const NewStrategy = StrategyBody.extend({ name: text });
const SortOrders = z.array(z.object({ id: text, sortOrder: z.number() }));

/** @throws UnleashError where the flag's project has no such environment. */
export function environmentOf(flag: Flag, name: string): EnvironmentName {
  if (!isEnvironment(name)) throw notFound(`Could not find ${flag.name} in ${name}`);
  return name;
}

/** The strategy of that flag in that environment; `id: x` or `id=x` is how Unleash says that there is none. */
export function findStrategy({ state }: Store, flag: Flag, environment: EnvironmentName, id: string, sign = ': '): Strategy {
  const found = flag.environments[environment].strategies.find((each) => each.id === id);
  if (found) return found;
  const elsewhere = state.flags.some((each) => Object.values(each.environments).some(({ strategies }) => strategies.some((strategy) => strategy.id === id)));
  if (elsewhere) throw invalidOperation('You can not change the featureName for an activation strategy.');
  throw notFound(`Could not find strategy with id${sign}${id}`);
}

export function addStrategy(store: Store, flag: Flag, name: string, body: unknown): Strategy {
  const wanted = parse(NewStrategy, body);
  if (!isEnvironment(name)) throw badData('You have not added the current environment to the project');
  const { strategies } = flag.environments[name];
  if (strategies.length >= MAX_STRATEGIES) throw exceedsLimit('strategy', MAX_STRATEGIES);
  const last = Math.max(-1, ...strategies.map((each) => each.sortOrder));
  const empty: Strategy = { id: randomUUID(), name: wanted.name, title: null, disabled: false, parameters: {}, constraints: [], variants: [], segments: [], sortOrder: last + 1 };
  const strategy = changed(store, flag, empty, { ...wanted, parameters: wanted.parameters ?? {} });
  strategies.push(strategy);
  store.record({ type: 'feature-strategy-add', featureName: flag.name, environment: name, data: strategy });
  return strategy;
}

/** What the body does not name stays. `place` is where it stood in the request. */
export function changeStrategy(store: Store, flag: Flag, name: EnvironmentName, before: Strategy, body: unknown, place?: string): Strategy {
  const after = changed(store, flag, before, parse(StrategyBody, body, place));
  replace(flag, name, (each) => (each.id === before.id ? after : each));
  store.record({ type: 'feature-strategy-update', featureName: flag.name, environment: name, data: after, preData: before });
  turnOffIfNobodyIsLeft(store, flag, name);
  return after;
}

export function removeStrategy(store: Store, flag: Flag, name: EnvironmentName, before: Strategy): void {
  replace(flag, name, (each) => (each.id === before.id ? [] : each));
  store.record({ type: 'feature-strategy-remove', featureName: flag.name, environment: name, preData: before });
  turnOffIfNobodyIsLeft(store, flag, name);
}

export function sortStrategies(store: Store, flag: Flag, name: EnvironmentName, body: unknown): void {
  const orders = new Map(parse(SortOrders, body).map(({ id, sortOrder }) => [id, sortOrder]));
  const { strategies } = flag.environments[name];
  if ([...orders.keys()].some((id) => !strategies.some((each) => each.id === id))) throw badData('trying to change strategies for environment via update sortOrder');
  replace(flag, name, (each) => ({ ...each, sortOrder: orders.get(each.id) ?? each.sortOrder }));
  store.record({ type: 'strategy-order-changed', featureName: flag.name, environment: name, data: [...orders.keys()] });
}

/** The strategy that `body` makes of `before`. Parameters are replaced as a whole. */
function changed({ state }: Store, flag: Flag, before: Strategy, body: z.infer<typeof StrategyBody>): Strategy {
  const name = body.name ?? before.name;
  if (!state.strategyTypes.some((type) => type.name === name)) throw badData(`Could not find strategy type with name ${name}`);
  const { constraints, segments = before.segments, parameters } = body;
  if (constraints && constraints.length > MAX_CONSTRAINTS) throw exceedsLimit('constraints', MAX_CONSTRAINTS);
  const missing = segments.find((id) => !state.segments.some((segment) => segment.id === id));
  if (missing !== undefined) throw notFound(`No segment exists with ID "${missing}"`);
  return {
    id: before.id,
    name,
    title: body.title ?? before.title,
    disabled: body.disabled ?? before.disabled,
    // Only where the body says what the strategy is does Unleash fill in what a rollout needs.
    parameters: parameters ? (body.name === 'flexibleRollout' ? asRollout(flag.name, parameters) : parameters) : before.parameters,
    constraints: constraints?.map(toStrategyConstraint) ?? before.constraints,
    variants: body.variants ? distribute(body.variants.map((each) => ({ stickiness: 'default', ...each }))) : before.variants,
    segments,
    sortOrder: body.sortOrder ?? before.sortOrder,
  };
}

function asRollout(flag: string, { rollout = '100', stickiness, groupId, ...others }: Readonly<Record<string, string>>): Record<string, string> {
  return { ...others, rollout, stickiness: stickiness || 'default', groupId: groupId ?? flag };
}

function toStrategyConstraint(body: unknown): Constraint {
  const constraint = toConstraint(body);
  if ((constraint.values?.length ?? 0) > MAX_VALUES) throw exceedsLimit(`constraint values for ${constraint.contextName}`, MAX_VALUES);
  return constraint;
}

function replace(flag: Flag, name: EnvironmentName, change: (strategy: Strategy) => Strategy | []): void {
  const environment = flag.environments[name];
  environment.strategies = environment.strategies.flatMap(change).toSorted((one, other) => one.sortOrder - other.sortOrder);
}

/** An environment left with no enabled strategy goes off by itself. */
function turnOffIfNobodyIsLeft(store: Store, flag: Flag, name: EnvironmentName): void {
  const environment = flag.environments[name];
  if (!environment.enabled || environment.strategies.some((each) => !each.disabled)) return;
  environment.enabled = false;
  store.record({ type: 'feature-environment-disabled', featureName: flag.name, environment: name });
}
