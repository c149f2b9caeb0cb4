import type { RouteGroupsConfig } from '../config/route-groups.ts';
import { loadHook } from './body-hook.ts';
import { createRewriting, type Rewriting } from './rewriting.ts';

/** The rewriting of each group, in their order; `undefined` for those that have none. */
export function loadRewritings({ groups, hooksFolder }: RouteGroupsConfig): Promise<(Rewriting | undefined)[]> {
  return Promise.all(
    groups.map(async ({ rewrite }) => {
      if (!rewrite) return undefined;
      return createRewriting(rewrite, rewrite.hook === null ? {} : await loadHook(hooksFolder, rewrite.hook));
    }),
  );
}
