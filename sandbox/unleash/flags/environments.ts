import type { FlagEnvironment } from '../state/unleash-state.ts';

/** The environments of open-source Unleash, which lets nobody add any. */
export const ENVIRONMENTS = ['development', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** Its only project. */
export const PROJECT = 'default';

export function isEnvironment(name: string): name is EnvironmentName {
  return (ENVIRONMENTS as readonly string[]).includes(name);
}

/** As the Admin API shows an environment by itself. */
export function environmentFacts(name: EnvironmentName): { name: string; type: string; sortOrder: number; enabled: boolean; protected: boolean; requiredApprovals: null } {
  return { name, type: name, sortOrder: ENVIRONMENTS.indexOf(name) + 2, enabled: true, protected: false, requiredApprovals: null };
}

export function emptyEnvironment(): FlagEnvironment {
  return { enabled: false, strategies: [], variants: [], lastSeenAt: null };
}
