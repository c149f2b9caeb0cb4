import type { Mask } from './mask.ts';
import type { MaskProposal } from './mask-proposal.ts';
import type { Migration, ShadowOptions } from './migration.ts';

/** An entry of the file of learned masks beside a migration file: `0001-catalog.masks.json`. */
export interface LearnedMask {
  readonly path: string;
  /** The class that values here keep, or `unordered`: the order means nothing. */
  readonly mask: Mask | 'unordered';
  /** Requests whose two answers of legacy's differed here, and their routes. */
  readonly pairs: number;
  readonly routes: readonly string[];
  /** ISO 8601. */
  readonly learnedAt: string;
  /** The journal entry of the run that learned it: `0001-catalog/000017`. */
  readonly run: string;
  /** Who has accepted it; `false`: nobody yet. */
  readonly reviewed: string | false;
}

/** The file's entries after a run: what it proposes is put in, what somebody has reviewed stays as it is. Sorted by path. */
export function withProposals(known: readonly LearnedMask[], proposals: readonly MaskProposal[], { learnedAt, run }: Pick<LearnedMask, 'learnedAt' | 'run'>): readonly LearnedMask[] {
  const byPath = new Map(known.map((each) => [each.path, each]));
  for (const proposal of proposals) {
    const { path, pairs, routes } = proposal;
    const mask = proposal.propose === 'mask' ? proposal.mask : 'unordered';
    const before = byPath.get(path);
    // The same again is no news, and a proxy that has begun anew knows less than was known.
    if (before && (before.reviewed !== false || before.mask === mask || before.pairs >= pairs)) continue;
    byPath.set(path, { path, mask, pairs, routes, learnedAt, run, reviewed: false });
  }
  return [...byPath.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The entries with those of `paths` accepted by `who`. */
export function acceptMasks(known: readonly LearnedMask[], paths: readonly string[], who: string): readonly LearnedMask[] {
  return known.map((each) => (paths.includes(each.path) && !each.reviewed ? { ...each, reviewed: who } : each));
}

/** The migration with the learned masks that count. What its own file says of a path stands. */
export function withLearnedMasks(migration: Migration, learned: readonly LearnedMask[]): Migration {
  const { shadow } = migration;
  const inForce = learned.filter((each) => countsIn(migration, each) && !saysOf(shadow, each.path));
  if (inForce.length === 0) return migration;
  const masks = inForce.flatMap(({ path, mask }) => (mask === 'unordered' ? [] : [[path, mask] as const]));
  const unordered = inForce.flatMap(({ path, mask }) => (mask === 'unordered' ? [path] : []));
  return Object.freeze({ ...migration, shadow: Object.freeze({ ...shadow, masks: Object.freeze({ ...shadow.masks, ...Object.fromEntries(masks) }), unordered: Object.freeze([...shadow.unordered, ...unordered]) }) });
}

/** Whether a learned mask weakens comparisons. */
export function countsIn({ learnedMasks }: Migration, { reviewed }: LearnedMask): boolean {
  return reviewed !== false || learnedMasks === 'apply';
}

/** Whether the migration file itself names the path. */
export function saysOf({ masks, unordered }: Pick<ShadowOptions, 'masks' | 'unordered'>, path: string): boolean {
  return Object.hasOwn(masks, path) || unordered.includes(path);
}
