/** How often a reading is asked for anew. */
export type Freshness =
  /** Once a round: one call tells of everything. */
  | 'always'
  /** What is told of it never changes. */
  | 'once'
  /** A call tells of little: such readings take turns. */
  | 'in-turn';

/** Answers that are shared within a round, and some of them beyond it. */
export interface ReadBook {
  /** Begins a round: from here on everything is asked for at the most once, and of what takes turns only what has waited longest. */
  begin(): void;
  /** The answer to a reading: a known one where that is good enough, else the one that `ask` brings. `kind` is which calls it can share. A failed one is forgotten. */
  read<T>(reading: { readonly kind: string; readonly key: string; readonly freshness: Freshness }, ask: () => Promise<T>): Promise<T>;
}

interface Page {
  readonly kind: string;
  readonly freshness: Freshness;
  readonly askedIn: number;
  usedIn: number;
  readonly answer: Promise<unknown>;
}

/** Which readings of these kinds are asked for anew in one round, one slot a call: so many of one kind fit into a call. */
export interface Slot {
  readonly kinds: (kind: string) => boolean;
  readonly calls: number;
}

/** @param sizeOf how many readings of a kind one call takes */
export function createReadBook(slots: readonly Slot[], sizeOf: (kind: string) => number): ReadBook {
  const pages = new Map<string, Page>();
  let round = 0;
  let due = new Set<string>();

  return {
    begin() {
      for (const [key, { usedIn }] of pages) if (usedIn < round) pages.delete(key);
      due = new Set(slots.flatMap(nextOf));
      round += 1;
    },
    async read({ kind, key, freshness }, ask) {
      const known = pages.get(key);
      if (known) known.usedIn = round;
      const isGood = known && (known.askedIn === round || freshness === 'once' || (freshness === 'in-turn' && !due.has(key)));
      if (isGood) return known.answer as ReturnType<typeof ask>;
      const answer = ask();
      pages.set(key, { kind, freshness, askedIn: round, usedIn: round, answer });
      answer.catch(() => pages.delete(key));
      return answer;
    },
  };

  /** Whatever has waited longest, with as much of its kind as one call takes. */
  function nextOf({ kinds, calls }: Slot): readonly string[] {
    const waiting = [...pages].filter(([, { kind, freshness }]) => freshness === 'in-turn' && kinds(kind)).toSorted(([, a], [, b]) => a.askedIn - b.askedIn);
    const chosen: string[] = [];
    for (let call = 0; call < calls; call++) {
      const first = waiting.find(([key]) => !chosen.includes(key));
      if (!first) break;
      const { kind } = first[1];
      chosen.push(...waiting.filter(([key, page]) => page.kind === kind && !chosen.includes(key)).slice(0, sizeOf(kind)).map(([key]) => key));
    }
    return chosen;
  }
}
