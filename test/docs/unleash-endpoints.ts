import type { Router } from 'express';
import { adminRoutes } from '../../sandbox/unleash/admin/admin-routes.ts';
import { clientRoutes } from '../../sandbox/unleash/client/client-routes.ts';
import { frontendRoutes } from '../../sandbox/unleash/frontend/frontend-routes.ts';
import { freshState } from '../../sandbox/unleash/state/fresh-state.ts';
import { createStore } from '../../sandbox/unleash/state/store.ts';

/** Every endpoint of the sandbox's Unleash: its methods, by path. */
export function unleashEndpoints(): Readonly<Record<string, readonly string[]>> {
  const store = createStore(freshState(0), () => 0);
  const found = new Map<string, string[]>();
  for (const [base, router] of [['/api/admin', adminRoutes(store)], ['/api/client', clientRoutes(store)], ['/api/frontend', frontendRoutes(store, () => 0)]] as const) {
    for (const { path, method } of routesOf(router)) found.set(base + path, [...(found.get(base + path) ?? []), method]);
  }
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, methods]) => [path.replace(/(.)\/$/, '$1'), methods.toSorted()]));
}

/** Of a router and of those below it, which stand at no path of their own. */
function routesOf(router: Router): readonly { readonly path: string; readonly method: string }[] {
  return router.stack.flatMap(({ route, handle }) => {
    if (route) return route.stack.map(({ method }) => ({ path: route.path, method: method.toUpperCase() }));
    return 'stack' in handle ? routesOf(handle as unknown as Router) : [];
  });
}
