import type { z } from 'zod';
import { BanyanError } from '../../domain/errors.ts';
import type { Gate } from '../../domain/gate.ts';
import type { Migration, Step } from '../../domain/migration.ts';
import { parsePattern } from '../../domain/route-group.ts';
import { copyingOf } from './copying-schema.ts';
import { definitionSchema, type ParsedDefinition } from './definition-schema.ts';

/**
 * A migration from what its file exports. Names every problem at once, each with its path.
 * @throws BanyanError MIGRATION_INVALID
 */
export function parseDefinition(id: string, file: string, exported: unknown): Migration {
  return parseFile(id, file, exported).migration;
}

/** The same, with the names of what it comes after, which only the other files can explain. */
export function parseFile(id: string, file: string, exported: unknown): { readonly migration: Migration; readonly after: readonly string[] } {
  const parsed = definitionSchema.safeParse(exported);
  if (!parsed.success) throw new BanyanError('MIGRATION_INVALID', `${file} is not a valid migration:\n${describeIssues(parsed.error.issues)}`);
  return { migration: deepFreeze(toMigration(id, parsed.data)), after: parsed.data.after ?? [] };
}

/** One line a problem: `  steps[2].percents: must rise from each to the next`. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  return issues.map((issue) => `  ${describePath(issue.path)}${describeIssue(issue)}`).join('\n');
}

/** What zod says by itself, in our words; what a schema says stays. */
function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  if (issue.message.startsWith('Too small: expected') && issue.code === 'too_small' && issue.minimum === 1 && issue.origin !== 'number') return 'is empty';
  const [, expected, received] = /^Invalid input: expected (.+), received (.+)$/.exec(issue.message) ?? [];
  if (expected === undefined) return issue.message;
  return received === 'undefined' ? 'is missing' : `must be ${withArticle(expected)}, and is ${withArticle(received ?? '')}`;
}

function withArticle(kind: string): string {
  return kind === 'null' ? kind : `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function describePath(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((sum, key) => (typeof key === 'number' ? `${sum}[${key}]` : `${sum}${sum ? '.' : ''}${String(key)}`), '');
  return text ? `${text}: ` : '';
}

function toMigration(id: string, definition: ParsedDefinition): Migration {
  const { group, candidate, steps } = definition;
  const shadow = steps.find((step) => step.kind === 'shadow');
  const cohort = steps.find((step) => step.kind === 'cohort');
  const copying = copyingOf(shadow);
  const { kind: _, service, discovery, desired, command, scale, secrets, ...rest } = candidate;
  return {
    id,
    group: { name: group.name, patterns: group.patterns.map(parsePattern) },
    candidate: {
      ...rest,
      service: service ?? group.name,
      discovery: discovery ?? group.name,
      desired: desired ?? scale?.min ?? 1,
      ...(secrets && { secrets }),
      ...(command && { command }),
      ...(scale && { scale: withoutUndefined(scale) }),
    },
    shadow: { timeoutMs: shadow?.timeout ?? 5_000, masks: shadow?.masks ?? {}, unordered: shadow?.unordered ?? [], repeatPercent: shadow?.repeatPercent ?? 0, ...(shadow?.redact && { redact: shadow.redact }), ...(copying && { copying }) },
    learnedMasks: shadow?.learnedMasks ?? 'propose',
    cohort: { timeoutMs: cohort?.timeout ?? 2_000, whenFlagsAreStale: cohort?.whenFlagsAreStale ?? 'legacy' },
    ...(definition.rewrite && { rewrite: definition.rewrite }),
    identity: definition.identity,
    stickySeconds: Math.round((definition.sticky ?? 0) / 1_000),
    ...(definition.data && { data: definition.data }),
    steps: steps.map(toStep),
    ...(definition.windows && { windows: definition.windows }),
  };
}

function toStep(step: ParsedDefinition['steps'][number]): Step {
  switch (step.kind) {
    case 'front':
      return { kind: 'front', percents: step.percents, soakMs: step.soak };
    case 'shadow':
      return { kind: 'shadow', percent: step.percent, soakMs: step.soak, gates: step.until satisfies readonly Gate[] };
    case 'cohort':
    case 'weight':
      return { kind: step.kind, percents: step.percents, soakMs: step.soak, gates: step.gates };
    case 'sync':
      return { kind: 'sync', lagBelowMs: step.lagBelow, soakMs: step.soak };
    case 'backfill':
      return { kind: 'backfill', quarantineAtMost: step.quarantineAtMost, soakMs: step.soak };
    case 'verify-data':
      return { kind: 'verify-data', soakMs: step.soak };
    case 'cutover':
      return { kind: 'cutover', lagBelowMs: step.lagBelow, soakMs: step.soak, gates: step.gates };
    case 'reverse':
      return { kind: 'reverse', soakMs: step.soak, gates: step.gates };
    case 'retire':
      return { kind: 'retire', quietMs: step.quietFor, stragglers: step.stragglers };
  }
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
