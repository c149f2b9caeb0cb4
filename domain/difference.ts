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
  /** Name of the way they differ, whatever the route: equal on every proxy. With the route it is the group's key. */
  readonly signature: string;
  /** `GET /api/products/:id`; {@link OTHER_ROUTE} where the rarest groups were put together. */
  readonly route: string;
  readonly legacyStatus: number;
  /** `null` where the candidate gave no answer. */
  readonly candidateStatus: number | null;
  /** In order of path and kind, the first of them; every answer of the group differs in at least those that its signature was made of. */
  readonly fields: readonly DifferingField[];
  readonly count: number;
  /** Epoch milliseconds. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** A few, in order of time, from different blocks of time. */
  readonly samples: readonly DifferenceSample[];
  /** Length of those blocks in milliseconds, a power of two. */
  readonly everyMs: number;
}

/** A field in which answers of a group differ. */
export interface DifferingField {
  readonly path: string;
  readonly kind: DifferenceKind;
  /** Answers of the group that differ in it. */
  readonly count: number;
}

/** One differing answer, redacted. */
export interface DifferenceSample {
  readonly at: number;
  readonly request: string;
  readonly differences: readonly Difference[];
}

/** How many answers of a route were compared. */
export interface RouteCount {
  readonly route: string;
  readonly compared: number;
}

/** How the answers of a route group differ, and how many were compared. Cumulative since the proxy started; merges by `mergeDifferences`. */
export interface Differences {
  readonly routes: readonly RouteCount[];
  /** Most frequent first. */
  readonly differences: readonly DifferenceGroup[];
}

/** By the random name of each proxy. */
export type DifferencesByProxy = Readonly<Record<string, Differences>>;

export const NO_DIFFERENCES: Differences = { routes: [], differences: [] };

/** In place of a route where there are too many groups, and of a path where there are too many paths. */
export const OTHER_ROUTE = '$other';
