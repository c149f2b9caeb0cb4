import { z } from 'zod';
import { isMask } from '../../domain/mask.ts';
import { PROXY_GROUPS_VARIABLE, RETIRED_GROUPS_VARIABLE, type ProxyGroup } from '../../domain/proxy-groups.ts';
import { headerRewriteProblem, HOOK_FILE, pathRewriteProblem } from '../../domain/rewrite.ts';
import { patternProblem } from '../../domain/route-group.ts';
import { copying, redact } from './copying.ts';
import { addIssue, parseJson, upstream, type Read } from './fields.ts';

export interface RouteGroupsConfig {
  readonly groups: readonly ProxyGroup[];
  /** Names of those that have no legacy path any more. */
  readonly retired: readonly string[];
  /** Folder of the users' hooks on bodies; `null` where there are none. */
  readonly hooksFolder: string | null;
}

const nameRewrite = { remove: z.array(z.string().min(1)), rename: z.record(z.string(), z.string().min(1)) };
const fullRewrite = z.strictObject({ ...nameRewrite, set: z.record(z.string(), z.string()) });
const headerRewrite = fullRewrite.superRefine(({ remove, rename, set }, context) => {
  for (const each of [...remove, ...Object.entries(rename).flat(), ...Object.keys(set)]) addIssue(context, headerRewriteProblem(each));
});

const rewrite = z.strictObject({
  request: z.strictObject({
    paths: z.array(z.strictObject({ from: z.string(), to: z.string() }).superRefine((each, context) => addIssue(context, pathRewriteProblem(each)))),
    query: fullRewrite,
    headers: headerRewrite,
    cookies: fullRewrite,
  }),
  answer: z.strictObject({ headers: headerRewrite, cookies: z.strictObject(nameRewrite) }),
  hook: z.string().regex(HOOK_FILE, 'is not the name of a file such as catalog.ts').nullable(),
});

const group = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'is not the name of a route group'),
  patterns: z.array(z.string().superRefine((text, context) => addIssue(context, patternProblem(text)))).min(1),
  candidate: upstream,
  shadow: z.strictObject({ timeoutMs: z.int().min(1), masks: z.record(z.string(), z.string().refine(isMask, 'is no mask')), unordered: z.array(z.string()), repeatPercent: z.number().min(0).max(5).default(0), copying: copying.optional(), redact: redact.optional() }),
  cohort: z.strictObject({ timeoutMs: z.int().min(1), whenFlagsAreStale: z.enum(['legacy', 'stay']).default('legacy') }),
  rewrite: rewrite.optional(),
  identity: z.boolean().default(false),
  movesData: z.literal(true).optional(),
  stragglers: z.literal('gone').optional(),
});

const groups = z.array(group).refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'names a route group twice');

/** Rendered from the migration files by the engine. */
export const ROUTE_GROUPS = {
  [PROXY_GROUPS_VARIABLE]: z.string().default('[]').transform(parseJson).pipe(groups).describe('The route groups as JSON, rendered from the migration files by the engine.'),
  [RETIRED_GROUPS_VARIABLE]: z.string().default('[]').transform(parseJson).pipe(z.array(z.string())).describe('Names of the groups that are retired, as JSON; set by the engine too.'),
  HOOKS_DIR: z.string().min(1).optional().describe('Folder of the files that a migration’s `rewrite.hook` names.'),
};

export function routeGroupsConfig(set: Read<typeof ROUTE_GROUPS>): RouteGroupsConfig {
  return { groups: set[PROXY_GROUPS_VARIABLE].map(withoutUndefined), retired: set[RETIRED_GROUPS_VARIABLE], hooksFolder: set.HOOKS_DIR ?? null };
}

function withoutUndefined({ rewrite: own, movesData, stragglers, shadow: { copying: copied, redact: hidden, ...shadow }, ...rest }: z.output<typeof group>): ProxyGroup {
  return { ...rest, shadow: { ...shadow, ...(copied && { copying: copied }), ...(hidden && { redact: hidden }) }, ...(own && { rewrite: own }), ...(movesData && { movesData }), ...(stragglers && { stragglers }) };
}
