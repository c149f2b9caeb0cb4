import { createHash } from 'node:crypto';
import type { Difference, DifferenceGroup, DifferenceSample } from '../domain/difference.ts';
import type { Comparison } from './comparison.ts';

/** Collects differing answers into groups that differ in the same way. Bounded. */
export interface DifferenceGroups {
  /** Equal comparisons are passed over. */
  add(comparison: Comparison): void;
  /** Most frequent first. */
  list(): readonly DifferenceGroup[];
}

export interface DifferenceGroupsOptions {
  /** 0 ≤ x < 1: chooses which samples are kept. */
  readonly random: () => number;
  /** Default 500. */
  readonly maxGroups?: number;
  /** Distinct paths per route; those beyond are `$other`. Default 2,000. */
  readonly maxPaths?: number;
}

/** A group is known by so many of its fields: answers that differ in more do not make more groups. */
const FIELDS_IN_SIGNATURE = 5;
const SAMPLES = 5;
const DIFFERENCES_IN_SAMPLE = 20;
const OTHER = '$other';

type Field = DifferenceGroup['fields'][number];
type Group = { -readonly [K in keyof DifferenceGroup]: DifferenceGroup[K] } & { samples: DifferenceSample[] };

export function createDifferenceGroups({ random, maxGroups = 500, maxPaths = 2_000 }: DifferenceGroupsOptions): DifferenceGroups {
  const groups = new Map<string, Group>();
  /** As many routes as groups at most, each with its own paths. */
  const pathsByRoute = new Map<string, Set<string>>();

  const boundedRoute = (route: string): string => {
    if (pathsByRoute.has(route)) return route;
    const bounded = pathsByRoute.size < maxGroups ? route : OTHER;
    if (!pathsByRoute.has(bounded)) pathsByRoute.set(bounded, new Set());
    return bounded;
  };

  const boundedPath = (route: string, path: string): string => {
    const paths = pathsByRoute.get(route)!;
    if (!paths.has(path) && paths.size >= maxPaths) return OTHER;
    paths.add(path);
    return path;
  };

  const groupOf = (comparison: Comparison): Group => {
    const route = boundedRoute(comparison.route);
    const fields = fieldsOf(comparison.differences, (path) => boundedPath(route, path));
    const { legacyStatus, candidateStatus, at } = comparison;
    const signature = createHash('sha256').update(JSON.stringify([route, legacyStatus, candidateStatus, fields])).digest('hex').slice(0, 16);
    let group = groups.get(signature);
    if (!group) {
      if (groups.size >= maxGroups) groups.delete(leastWorthKeeping(groups.values()));
      group = { signature, route, legacyStatus, candidateStatus, fields, count: 0, firstSeen: at, lastSeen: at, samples: [] };
      groups.set(signature, group);
    }
    return group;
  };

  return {
    add: (comparison) => {
      if (comparison.equal) return;
      const group = groupOf(comparison);
      group.count++;
      group.firstSeen = Math.min(group.firstSeen, comparison.at);
      group.lastSeen = Math.max(group.lastSeen, comparison.at);
      // Reservoir sampling: at any time every answer seen is equally likely to be among the samples.
      const place = group.count <= SAMPLES ? group.count - 1 : Math.floor(random() * group.count);
      if (place < SAMPLES) group.samples[place] = sampleOf(comparison);
    },
    list: () => [...groups.values()].toSorted((a, b) => b.count - a.count).map((group) => ({ ...group, samples: group.samples.toSorted((a, b) => a.at - b.at) })),
  };
}

function fieldsOf(differences: readonly Difference[], bounded: (path: string) => string): readonly Field[] {
  const fields = new Map<string, Field>();
  for (const { path, kind } of differences) fields.set(`${path} ${kind}`, { path, kind });
  const sorted = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, FIELDS_IN_SIGNATURE);
  return sorted.map(([, { path, kind }]) => ({ path: bounded(path), kind }));
}

function sampleOf({ at, request, differences }: Comparison): DifferenceSample {
  return { at, request, differences: differences.slice(0, DIFFERENCES_IN_SAMPLE) };
}

/** The group not seen for longest among the rarest: a flood of groups of one drives out no frequent one. */
function leastWorthKeeping(groups: Iterable<Group>): string {
  let least: Group | undefined;
  for (const group of groups) {
    if (!least || group.count < least.count || (group.count === least.count && group.lastSeen < least.lastSeen)) least = group;
  }
  return least?.signature ?? '';
}
