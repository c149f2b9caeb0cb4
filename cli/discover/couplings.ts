/** How often two groups are used in one visit. */
export interface Coupling {
  readonly groups: readonly [string, string];
  /** Visits that used both, over visits that used either (Jaccard index): 0 never together, 1 always. */
  readonly jaccard: number;
  readonly visits: number;
}

/** A visit is one caller's requests with no longer pause between them. */
const PAUSE_MS = 60_000;
/** Callers whose visit is open at once; beyond, the one that was quiet longest is counted as ended. */
const MOST_CALLERS = 50_000;

/** Counts which groups are used in the same visits, in bounded memory however long the log. */
export function createCouplings(mostCallers = MOST_CALLERS): { add(caller: string, group: string, at: number): void; list(): readonly Coupling[] } {
  /** In the order in which they were last seen. */
  const open = new Map<string, { last: number; readonly groups: Set<string> }>();
  const alone = new Map<string, number>();
  const together = new Map<string, number>();

  const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  const end = (caller: string, groups: ReadonlySet<string>) => {
    open.delete(caller);
    const names = [...groups].toSorted();
    for (const [index, name] of names.entries()) {
      count(alone, name);
      for (const other of names.slice(index + 1)) count(together, `${name} ${other}`);
    }
  };

  return {
    add(caller, group, at) {
      const visit = open.get(caller);
      const goesOn = visit !== undefined && Math.abs(at - visit.last) <= PAUSE_MS;
      if (visit && !goesOn) end(caller, visit.groups);
      const groups = goesOn ? visit.groups : new Set<string>();
      groups.add(group);
      open.delete(caller);
      open.set(caller, { last: at, groups });
      if (open.size <= mostCallers) return;
      const [oldest] = open;
      if (oldest) end(oldest[0], oldest[1].groups);
    },
    list() {
      for (const [caller, { groups }] of open) end(caller, groups);
      const pairs = [...together].map(([key, both]): Coupling => {
        const [left = '', right = ''] = key.split(' ');
        return { groups: [left, right], jaccard: both / ((alone.get(left) ?? 0) + (alone.get(right) ?? 0) - both), visits: both };
      });
      return pairs.toSorted((a, b) => b.jaccard - a.jaccard || b.visits - a.visits);
    },
  };
}
