/** Puts changes in force some time after they were made, in their order. */
export interface Propagation {
  after(change: () => void): void;
  /** What is still on its way is given up. */
  close(): void;
}

export function createPropagation(delayMs: () => number, monotonic: () => number): Propagation {
  const pending = new Set<NodeJS.Timeout>();
  let latest = -Infinity;
  return {
    after(change) {
      const due = Math.max(monotonic() + delayMs(), latest);
      const wait = due - monotonic();
      if (wait <= 0 && pending.size === 0) return change();
      latest = due;
      // Timers of one length are kept in order by Node, those of different lengths by what they are due at.
      const timer = setTimeout(() => {
        pending.delete(timer);
        change();
      }, wait);
      pending.add(timer);
    },
    close() {
      for (const timer of pending) clearTimeout(timer);
    },
  };
}
