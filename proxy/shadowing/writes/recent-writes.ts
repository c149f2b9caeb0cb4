/** Who has just changed something, so that what he reads at once is not compared: the candidate may not have heard of it yet. */
export interface RecentWrites {
  noted(key: string): void;
  /** Whether a change was noted within `ms` milliseconds. */
  within(key: string, ms: number): boolean;
}

/** Those who wrote longest ago are forgotten first. */
const MOST = 20_000;

export function createRecentWrites(elapsed: () => number): RecentWrites {
  const at = new Map<string, number>();
  return {
    noted(key) {
      at.delete(key);
      at.set(key, elapsed());
      const [oldest] = at.keys();
      if (at.size > MOST && oldest !== undefined) at.delete(oldest);
    },
    within(key, ms) {
      const noted = at.get(key);
      return noted !== undefined && elapsed() - noted < ms;
    },
  };
}
