import { patternsOf, REST } from './group-of-path.ts';
import type { Coupling } from './couplings.ts';
import type { GroupTraffic, Traffic } from './traffic-tally.ts';

/** A route group as it could be moved, with the numbers that say when. */
export interface Proposal extends GroupTraffic {
  readonly patterns: readonly string[];
  /** Of all requests, 0–1. */
  readonly share: number;
  readonly writeShare: number;
  readonly errorRate: number;
  /** The group it is used together with most; `null`: none. */
  readonly strongest: { readonly group: string; readonly jaccard: number } | null;
  /** 0–1, the sum of {@link Risk}. */
  readonly risk: number;
  readonly because: Risk;
}

/** What the risk is made of. Each is a weight times a number from 0 to 1 that stands in the proposal. */
export interface Risk {
  readonly writes: number;
  readonly coupling: number;
  readonly traffic: number;
  readonly errors: number;
}

/** Writes need an owner of the data, coupling needs sessions to be shared, traffic is how many notice, errors blur what the gates compare. */
const WEIGHTS: Risk = { writes: 0.4, coupling: 0.3, traffic: 0.2, errors: 0.1 };
/** From this error rate on it is as bad as can be. */
const MANY_ERRORS = 0.05;

/** Groups in the order in which to move them, least risk first. What is less than `least` of all requests is left out: too little to prove anything. Pure. */
export function propose({ requests, groups, couplings }: Traffic, least: number): readonly Proposal[] {
  return groups
    .filter((group) => group.name !== REST && group.requests >= least * requests)
    .map((group) => proposalOf(group, requests, couplings))
    .toSorted((a, b) => a.risk - b.risk || a.name.localeCompare(b.name));
}

function proposalOf(group: GroupTraffic, all: number, couplings: readonly Coupling[]): Proposal {
  const share = group.requests / all;
  const writeShare = group.writes / group.requests;
  const errorRate = group.errors / group.requests;
  const strongest = couplings.find(({ groups }) => groups.includes(group.name));
  const because: Risk = {
    writes: WEIGHTS.writes * writeShare,
    coupling: WEIGHTS.coupling * (strongest?.jaccard ?? 0),
    traffic: WEIGHTS.traffic * share,
    errors: WEIGHTS.errors * Math.min(1, errorRate / MANY_ERRORS),
  };
  return {
    ...group,
    patterns: group.prefixes.flatMap(patternsOf),
    share,
    writeShare,
    errorRate,
    strongest: strongest ? { group: strongest.groups.find((name) => name !== group.name) ?? group.name, jaccard: strongest.jaccard } : null,
    risk: because.writes + because.coupling + because.traffic + because.errors,
    because,
  };
}
