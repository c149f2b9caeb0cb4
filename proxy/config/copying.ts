import { z } from 'zod';
import { adoptionProblem, type Copying } from '../../domain/copying.ts';
import { PROXY_GROUPS_VARIABLE } from '../../domain/proxy-groups.ts';
import type { RedactionRules } from '../../domain/redaction.ts';
import { patternProblem } from '../../domain/route-group.ts';
import { signingSecret } from './caller.ts';
import { addIssue, type Read } from './fields.ts';

export interface CopyingConfig {
  /** What tells candidates that a copy is one; `null`: requests that change something are not copied. */
  readonly shadowSecret: string | null;
}

export const COPYING = {
  SHADOW_SECRET: signingSecret.optional().describe('What tells candidates that a copy is one, the same for all proxies and candidates. Needed where a migration has [requests copied that change something](copying-writes.md).'),
};

const patterns = z.array(z.string().superRefine((text, context) => addIssue(context, patternProblem(text))));
const writes = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dry-run') }),
  z.strictObject({ kind: z.literal('isolated-store'), store: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('response-replay'),
    adopt: z.record(z.string(), z.string()).superRefine((adopt, context) => Object.entries(adopt).forEach(([to, from]) => addIssue(context, adoptionProblem(to, from)))),
  }),
  z.strictObject({ kind: z.literal('next-read'), settleMs: z.int().min(0) }),
]);

/** What of a route group's requests is copied, and what of them nobody may see. */
export const copying = z.strictObject({ writes: writes.optional(), never: patterns, harmless: patterns }).transform(({ writes: own, ...rest }): Copying => (own ? { ...rest, writes: own } : rest));
const texts = z.array(z.string().min(1));
export const redact = z.strictObject({ names: texts, values: texts, paths: texts, shown: texts }) satisfies z.ZodType<RedactionRules>;

/** What no single setting can tell. */
export function copyingProblems(set: Read<typeof COPYING>, groups: readonly { readonly name: string; readonly shadow: { readonly copying?: Copying | undefined } }[]): string[] {
  if (set.SHADOW_SECRET !== undefined) return [];
  const needy = groups.find(({ shadow }) => shadow.copying?.writes !== undefined && shadow.copying.writes.kind !== 'next-read');
  return needy ? [`${PROXY_GROUPS_VARIABLE}: requests of "${needy.name}" that change something are to be copied; set SHADOW_SECRET, and give the candidate the same`] : [];
}

export function copyingConfig(set: Read<typeof COPYING>): CopyingConfig {
  return { shadowSecret: set.SHADOW_SECRET ?? null };
}
