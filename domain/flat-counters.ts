import { NOTHING_COUNTED, type GroupCounters, type RecentSessions } from './counters.ts';

/** Counters by their paths: `legacy.requests`, `legacy.latency.37`, `comparisons.dropped.busy`. What is 0 is left out, and so are instants. */
export function flattenCounters(all: GroupCounters): readonly (readonly [path: string, value: number])[] {
  const { lastLegacyAt: _, lastCandidateAt: __, ...counters } = all;
  return flatten(counters, '');
}

/** The counters that those paths spell. What is not among them is 0. */
export function unflattenCounters(flat: readonly (readonly [path: string, value: number])[]): GroupCounters {
  // Not structuredClone: it would keep both sides, which are one object there, one object here.
  const counters = JSON.parse(JSON.stringify(NOTHING_COUNTED)) as GroupCounters;
  for (const [path, value] of flat) {
    const members = path.split('.');
    const last = members.pop() ?? '';
    let at = counters as unknown as Tree;
    for (const member of members) {
      const below = Object.hasOwn(at, member) ? at[member] : undefined;
      at = typeof below === 'object' && below !== null ? below : (at[member] = {});
    }
    // A counter takes the place of a counter, never of what holds some.
    if (typeof at[last] !== 'object') at[last] = value;
  }
  const recent = Object.entries(counters.comparisons.recent).map(([block, ended]) => [block, { ...NONE_ENDED, ...ended }]);
  return { ...counters, comparisons: { ...counters.comparisons, recent: Object.fromEntries(recent) } };
}

const NONE_ENDED: RecentSessions = { sessions: 0, differing: 0, legacyOnly: 0, candidateOnly: 0 };

interface Tree {
  [member: string]: number | Tree;
}

function flatten(value: object, prefix: string): (readonly [string, number])[] {
  return Object.entries(value).flatMap(([member, each]: [string, number | object]) => {
    const path = prefix === '' ? member : `${prefix}.${member}`;
    if (typeof each === 'object') return flatten(each, path);
    return each === 0 ? [] : [[path, each] as const];
  });
}
