import type { ProxyOverrides } from '../../migrations/ports/proxy-overrides.ts';

/** The override of proxies that all listen. */
export interface FakeProxyOverrides extends ProxyOverrides {
  readonly overridden: Set<string>;
}

export function createFakeProxyOverrides(): FakeProxyOverrides {
  const overridden = new Set<string>();
  return {
    overridden,
    takeBack: async (group) => void overridden.add(group),
    lift: async (group) => void overridden.delete(group),
  };
}
