import { BanyanError } from '../../domain/errors.ts';
import type { ServiceDiscovery } from '../../migrations/ports/service-discovery.ts';

/** Cloud Map in memory. */
export interface FakeServiceDiscovery extends ServiceDiscovery {
  /** The route group by name; `null` where the name is none of Banyan's. */
  readonly names: Map<string, string | null>;
}

export function createFakeServiceDiscovery(): FakeServiceDiscovery {
  const names = new Map<string, string | null>();
  const has = async (group: string, name: string): Promise<boolean> => {
    if (names.has(name) && names.get(name) !== group) throw new BanyanError('FOREIGN_RESOURCE', `Cloud Map service "${name}" is none of "${group}".`);
    return names.has(name);
  };
  return {
    names,
    has,
    async ensure(group, name) {
      if (!(await has(group, name))) names.set(name, group);
    },
    async remove(group, name) {
      if (names.get(name) === group) names.delete(name);
    },
  };
}
