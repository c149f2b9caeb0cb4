import { z } from 'zod';
import { MASK_CLASSES } from '../../domain/mask.ts';
import { PROXY_GROUPS_VARIABLE, type ProxyGroup } from '../../domain/proxy-groups.ts';
import { patternProblem } from '../../domain/route-group.ts';
import { addIssue, parseJson, upstream, type Read } from './fields.ts';

export interface RouteGroupsConfig {
  readonly groups: readonly ProxyGroup[];
}

const group = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'is not the name of a route group'),
  patterns: z.array(z.string().superRefine((text, context) => addIssue(context, patternProblem(text)))).min(1),
  candidate: upstream,
  shadow: z.strictObject({ timeoutMs: z.int().min(1), masks: z.record(z.string(), z.enum(MASK_CLASSES)), unordered: z.array(z.string()) }),
  cohort: z.strictObject({ timeoutMs: z.int().min(1) }),
});

const groups = z.array(group).refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'names a route group twice');

/** Rendered from the migration files by the engine. */
export const ROUTE_GROUPS = {
  [PROXY_GROUPS_VARIABLE]: z.string().default('[]').transform(parseJson).pipe(groups),
};

export function routeGroupsConfig(set: Read<typeof ROUTE_GROUPS>): RouteGroupsConfig {
  return { groups: set[PROXY_GROUPS_VARIABLE] };
}
