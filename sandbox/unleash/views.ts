import { ENVIRONMENTS, type Flag } from './flag-store.ts';
import type { Strategy } from './strategy.ts';

/** A flag as the Admin API answers when it was made or changed. */
export function basicView({ name, description, type, project, stale, createdAt, impressionData, archivedAt }: Flag): object {
  return { name, description, type, project, stale, createdAt, impressionData, archived: archivedAt !== null };
}

/** A flag with all its environments. */
export function fullView(flag: Flag): object {
  const environments = ENVIRONMENTS.map((name, index) => ({
    name,
    type: name,
    sortOrder: index + 2,
    lastSeenAt: null,
    yes: 0,
    no: 0,
    ...flag.environments[name],
  }));
  return { ...basicView(flag), environments, dependencies: [], children: [], links: [] };
}

/** A flag in one environment. */
export function environmentView(flag: Flag, environment: string): object {
  const { enabled = false, strategies = [] } = flag.environments[environment] ?? {};
  return { name: flag.name, environment, enabled, strategies: strategies.map((each) => ({ ...each, featureName: flag.name })) };
}

/** A flag in a list. */
export function listView(flag: Flag): object {
  const { name, description, type, project, stale, createdAt, impressionData, archivedAt } = flag;
  const environments = ENVIRONMENTS.map((each, index) => {
    const { enabled = false, strategies = [] } = flag.environments[each] ?? {};
    const hasEnabledStrategies = strategies.some((strategy) => !strategy.disabled);
    return { name: each, type: each, sortOrder: index + 2, enabled, variantCount: 0, lastSeenAt: null, hasStrategies: strategies.length > 0, hasEnabledStrategies };
  });
  return { name, description, type, project, stale, createdAt, impressionData, archivedAt, favorite: false, environments };
}

/** A flag as the SDKs get it: only what their token's environment has, and of its strategies only the enabled ones. */
export function clientView(flag: Flag, environment: string): object {
  const { name, type, project, stale, description, impressionData } = flag;
  const { enabled = false, strategies = [] } = flag.environments[environment] ?? {};
  return { name, type, enabled, project, stale, strategies: strategies.filter((each) => !each.disabled).map(clientStrategy), variants: [], description, impressionData };
}

function clientStrategy({ name, constraints, parameters, variants }: Strategy): object {
  return { name, constraints, parameters, variants };
}
