import type { Difference, DifferenceKind } from '../domain/difference.ts';

/** Differences of one kind at one path: as many as an array lists, and the count of the rest. */
const MAX_ALIKE = 201;
const MAX_IN_ALL = 1_000;
/** The first of its kind at a path is still taken when the list is full. */
const MAX_DISTINCT = 2_000;

/** A value, written only if the difference is kept; `null` where that side has none. */
export type Written = (() => string) | null;

/** Collects the differences of one exchange. Bounded, whatever the answers hold. */
export interface DifferenceList {
  add(path: string, kind: DifferenceKind, legacy: Written, candidate: Written): void;
  /** Those of a list of other paths, which is bounded as this one is. */
  addAll(others: DifferenceList): void;
  readonly all: readonly Difference[];
}

export function createDifferenceList(): DifferenceList {
  const all: Difference[] = [];
  const alike = new Map<string, number>();
  return {
    all,
    addAll: (others) => void all.push(...others.all),
    add: (path, kind, legacy, candidate) => {
      const key = `${kind} ${path}`;
      const count = (alike.get(key) ?? 0) + 1;
      alike.set(key, count);
      const kept = count === 1 ? all.length < MAX_DISTINCT : count <= MAX_ALIKE && all.length < MAX_IN_ALL;
      if (kept) all.push({ path, kind, legacy: legacy?.() ?? null, candidate: candidate?.() ?? null });
    },
  };
}
