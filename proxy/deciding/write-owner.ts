import type { Upstream } from '../../domain/decision.ts';

/** Who owns a group's writes, as far as this proxy knows. The stores know better: a side that is asked and does not own them says so, and is believed. */
export interface WriteOwner {
  /** Whom a write is sent to first. */
  owner(): Upstream;
  /** A side has said that it does not own the writes: the other does. */
  fencedAt(side: Upstream): void;
}

/**
 * What a side has said holds until the flag changes: whoever gives the writes to another side changes it afterwards. Before anything is known legacy owns.
 * `flag` is what the flag says now.
 */
export function createWriteOwner(flag: () => Upstream | 'unknown'): WriteOwner {
  let said: { readonly owner: Upstream; readonly flag: Upstream | 'unknown' } | undefined;
  return {
    owner() {
      const now = flag();
      if (said && now !== 'unknown' && now !== said.flag) said = undefined;
      return said?.owner ?? (now === 'unknown' ? 'legacy' : now);
    },
    fencedAt: (side) => void (said = { owner: otherSide(side), flag: flag() }),
  };
}

export function otherSide(side: Upstream): Upstream {
  return side === 'legacy' ? 'candidate' : 'legacy';
}
