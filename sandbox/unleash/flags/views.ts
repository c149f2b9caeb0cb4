import type { Store } from '../state/store.ts';
import type { Flag, UnleashEvent } from '../state/unleash-state.ts';
import { ENVIRONMENTS, environmentFacts, type EnvironmentName } from './environments.ts';

/** Everything here is done with the admin token. */
export const ACTOR = 'admin';
const ACTOR_ID = -42;
const CREATED_BY = { id: ACTOR_ID, name: 'Unleash Admin Token User', imageUrl: '' };

export function iso(time: number): string {
  return new Date(time).toISOString();
}

/** A flag as the Admin API answers when it was made or changed. */
export function basicView({ name, description, type, project, stale, createdAt, impressionData, archivedAt }: Flag): Record<string, string | boolean | null> {
  return { name, description, type, project, stale, createdAt: iso(createdAt), impressionData, archived: archivedAt !== null, ...(archivedAt !== null && { archivedAt: iso(archivedAt) }) };
}

/** A flag with all its environments. `yes` and `no` are of the last hour. */
export function fullView({ state, now }: Store, flag: Flag): object {
  const environments = ENVIRONMENTS.map((name) => {
    const { enabled, strategies, variants, lastSeenAt } = flag.environments[name];
    const { type, sortOrder } = environmentFacts(name);
    return { name, type, sortOrder, enabled, strategies, ...(variants.length > 0 && { variants }), lastSeenAt: lastSeenAt && iso(lastSeenAt), ...usageOf(state.usage, flag, name, now()) };
  });
  const children = state.flags.filter((each) => each.archivedAt === null && each.dependencies.some(({ feature }) => feature === flag.name)).map(({ name }) => name);
  return { ...basicView(flag), environments, dependencies: flag.dependencies.map((each) => ({ variants: [], ...each })), children, links: [], createdBy: CREATED_BY, collaborators: { users: [CREATED_BY] } };
}

/** A flag in one environment. */
export function environmentView(flag: Flag, environment: EnvironmentName): object {
  const { enabled, strategies } = flag.environments[environment];
  return { name: flag.name, environment, enabled, strategies: strategies.map(({ segments, ...each }) => ({ ...each, featureName: flag.name, ...(segments.length > 0 && { segments }) })) };
}

/** A flag in a list. */
export function listView(flag: Flag): object {
  const { name, description, type, project, stale, createdAt, impressionData, tags } = flag;
  const environments = ENVIRONMENTS.map((each) => {
    const { enabled, strategies, variants, lastSeenAt } = flag.environments[each];
    const { sortOrder } = environmentFacts(each);
    const variantCount = variants.length + strategies.reduce((sum, strategy) => sum + strategy.variants.length, 0);
    return { name: each, type: each, sortOrder, enabled, variantCount, lastSeenAt: lastSeenAt && iso(lastSeenAt), hasStrategies: strategies.length > 0, hasEnabledStrategies: strategies.some((strategy) => !strategy.disabled) };
  });
  return { name, description, type, project, stale, createdAt: iso(createdAt), impressionData, favorite: false, environments, ...(tags.length > 0 && { tags }) };
}

/** A flag among those that a search found. */
export function foundView(store: Store, flag: Flag): object {
  const { environments, ...rest } = listView(flag) as { environments: readonly { name: EnvironmentName }[] };
  const segmentIds = new Set(Object.values(flag.environments).flatMap(({ strategies }) => strategies.flatMap(({ segments }) => segments)));
  const dependencyType = flag.dependencies.length > 0 ? 'child' : store.state.flags.some((each) => each.dependencies.some(({ feature }) => feature === flag.name)) ? 'parent' : null;
  return {
    ...rest,
    archivedAt: flag.archivedAt === null ? null : iso(flag.archivedAt),
    dependencyType,
    environments: environments.map((each) => ({ ...each, ...usageOf(store.state.usage, flag, each.name, store.now()), changeRequestIds: [] })),
    segments: store.state.segments.filter(({ id }) => segmentIds.has(id)).map(({ name }) => name),
    createdBy: CREATED_BY,
  };
}

export function eventView({ state }: Store, { createdAt, ...event }: UnleashEvent): object {
  const flag = state.flags.find(({ name }) => name === event.featureName);
  return { ...event, createdAt: iso(createdAt), createdBy: ACTOR, createdByUserId: ACTOR_ID, tags: flag?.tags ?? [], project: event.featureName === null ? null : (flag?.project ?? 'default') };
}

const HOUR_MS = 3_600_000;

function usageOf(usage: Store['state']['usage'], flag: Flag, environment: EnvironmentName, now: number): { yes: number; no: number } {
  const recent = usage.filter((each) => each.featureName === flag.name && each.environment === environment && each.hour > now - 2 * HOUR_MS);
  return { yes: recent.reduce((sum, { yes }) => sum + yes, 0), no: recent.reduce((sum, { no }) => sum + no, 0) };
}
