/** How two values at one place differ. */
export type DifferenceKind =
  /** Only legacy's answer has it. */
  | 'missing'
  /** Only the candidate's answer has it. */
  | 'extra'
  /** Both have it, of different types. */
  | 'type'
  /** Both have it, of one type, with different values. */
  | 'value'
  /** The same elements in another order. */
  | 'order'
  /** A masked field that is not of its class on both sides. */
  | 'class'
  /** Ids that do not stand for each other all over the answer, or of which the caller named legacy's. */
  | 'identity'
  /** The candidate gave no answer to compare, or the comparison itself failed. */
  | 'failed';

/** One difference between two answers. Values are redacted before they get here. */
export interface Difference {
  /** Where: `status`, `header.content-type`, `cookie.sid.path`, `body`, or a path template into a JSON body, `$.items[].price`. */
  readonly path: string;
  readonly kind: DifferenceKind;
  readonly legacy: string | null;
  readonly candidate: string | null;
}

/** Differing answers that differ in the same way: same route, same statuses, same fields. */
export interface DifferenceGroup {
  /** Stable name of the group: equal on every proxy. */
  readonly signature: string;
  /** `GET /api/products/:id` */
  readonly route: string;
  readonly legacyStatus: number;
  /** `null` where the candidate gave no answer. */
  readonly candidateStatus: number | null;
  readonly fields: readonly { readonly path: string; readonly kind: DifferenceKind }[];
  readonly count: number;
  /** Epoch milliseconds. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly samples: readonly DifferenceSample[];
}

/** One differing answer, redacted. */
export interface DifferenceSample {
  readonly at: number;
  readonly request: string;
  readonly differences: readonly Difference[];
}

/** How answers differ, over several proxies, most frequent first. */
export function mergeDifferenceGroups(all: readonly DifferenceGroup[]): readonly DifferenceGroup[] {
  const merged = new Map<string, DifferenceGroup>();
  for (const each of all) {
    const other = merged.get(each.signature);
    merged.set(each.signature, other ? mergePair(other, each) : each);
  }
  return [...merged.values()]
    .map((each) => ({ ...each, samples: spread(each.samples) }))
    .toSorted((a, b) => b.count - a.count || (a.signature < b.signature ? -1 : 1));
}

function mergePair(a: DifferenceGroup, b: DifferenceGroup): DifferenceGroup {
  return {
    ...a,
    count: a.count + b.count,
    firstSeen: Math.min(a.firstSeen, b.firstSeen),
    lastSeen: Math.max(a.lastSeen, b.lastSeen),
    samples: [...a.samples, ...b.samples],
  };
}

const MAX_SAMPLES = 5;

/** A few samples, the first and the last among them, evenly chosen in order of time. */
function spread(samples: readonly DifferenceSample[]): readonly DifferenceSample[] {
  const sorted = samples.toSorted((a, b) => a.at - b.at);
  if (sorted.length <= MAX_SAMPLES) return sorted;
  return Array.from({ length: MAX_SAMPLES }, (_, index) => sorted[Math.round((index * (sorted.length - 1)) / (MAX_SAMPLES - 1))]).filter((each) => each !== undefined);
}
