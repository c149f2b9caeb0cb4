import { createHash } from 'node:crypto';
import { OTHER_ROUTE, type Difference, type DifferenceGroup, type Differences, type DifferingField } from '../domain/difference.ts';
import { asOther, charsOf, firstFields, keyOfField, keyOfGroup, mergeGroups, mergePair, type DifferenceLimits } from '../domain/merge-differences.ts';
import { createRouteTree } from '../domain/route-tree.ts';
import type { Comparison } from './comparison.ts';

/** Counts compared answers by route, and collects those that differ into groups that differ in the same way. Bounded, whatever comes. */
export interface DifferenceGroups {
  add(comparison: Comparison): void;
  list(): Differences;
}

/** 512 Ki characters a route group: the report of all of them has to fit into one answer. */
export const DIFFERENCE_LIMITS: DifferenceLimits = { groups: 500, routes: 1_000, chars: 512 * 1024 };
/** Distinct paths; those beyond are `$other`. */
const MAX_PATHS = 2_000;
const MAX_PATH = 200;
/** A group is known by so many of its fields: answers that differ in more do not make more groups. */
const FIELDS_IN_SIGNATURE = 5;
const DIFFERENCES_IN_SAMPLE = 20;
const MAX_REQUEST = 500;
const MAX_VALUE = 200;

export function createDifferenceGroups(options: Partial<DifferenceLimits> & { readonly paths?: number } = {}): DifferenceGroups {
  const limits = { ...DIFFERENCE_LIMITS, paths: MAX_PATHS, ...options };
  const routes = createRouteTree({ maxSegments: limits.routes });
  const paths = new Set<string>();
  const groups = new Map<string, { readonly group: DifferenceGroup; readonly chars: number }>();
  let chars = 0;

  const put = (group: DifferenceGroup) => {
    const key = keyOfGroup(group);
    const before = groups.get(key);
    const merged = before ? mergePair(before.group, group) : group;
    const entry = { group: merged, chars: charsOf(merged) };
    chars += entry.chars - (before?.chars ?? 0);
    groups.set(key, entry);
  };

  const bounded = (path: string): string => {
    const short = cut(path, MAX_PATH);
    if (!paths.has(short) && paths.size >= limits.paths) return OTHER_ROUTE;
    paths.add(short);
    return short;
  };

  return {
    add: (comparison) => {
      // Whoever asks for what is not there tells nothing about which routes there are.
      const route = routes.add(comparison.route, 1, comparison.legacyStatus < 400);
      if (comparison.equal) return;
      put(groupOfOne(route, comparison, bounded));
      while (groups.size > limits.groups || chars > limits.chars) {
        const least = leastWorthKeeping(groups.values());
        if (!least) break;
        chars -= charsOf(least);
        groups.delete(keyOfGroup(least));
        put(asOther(least));
      }
    },
    list: () => {
      // Routes may have turned out to be one since a group was made.
      const renamed = [...groups.values()].map(({ group }) => ({ ...group, route: routes.templateOf(group.route) }));
      return { routes: routes.counts(), differences: mergeGroups(renamed) };
    },
  };
}

function groupOfOne(route: string, { legacyStatus, candidateStatus, at, request, differences }: Comparison, bounded: (path: string) => string): DifferenceGroup {
  const firsts = new Map<string, Difference>();
  for (const each of differences) {
    const key = keyOfField(each);
    if (!firsts.has(key)) firsts.set(key, each);
  }
  const fields = distinct(firstFields(firsts, ({ path, kind }) => ({ path: bounded(path), kind, count: 1 })));
  const known = fields.slice(0, FIELDS_IN_SIGNATURE).map(keyOfField);
  const signature = createHash('sha256').update(JSON.stringify([legacyStatus, candidateStatus, known])).digest('hex').slice(0, 16);
  const sample = { at, request: cut(request, MAX_REQUEST), differences: chosen(firsts, differences).map((each) => shortened(each, bounded)) };
  return { signature, route, legacyStatus, candidateStatus, fields, count: 1, firstSeen: at, lastSeen: at, samples: [sample], everyMs: 1 };
}

/** Paths that are too many are one. */
function distinct(fields: readonly DifferingField[]): readonly DifferingField[] {
  return [...new Map(fields.map((field) => [keyOfField(field), field])).values()];
}

/** The first of every field, before the second of any. */
function chosen(firsts: ReadonlyMap<string, Difference>, all: readonly Difference[]): readonly Difference[] {
  if (firsts.size === all.length) return all.slice(0, DIFFERENCES_IN_SAMPLE);
  return [...new Set([...firsts.values().take(DIFFERENCES_IN_SAMPLE), ...all.slice(0, DIFFERENCES_IN_SAMPLE)])].slice(0, DIFFERENCES_IN_SAMPLE);
}

function shortened({ path, kind, legacy, candidate }: Difference, bounded: (path: string) => string): Difference {
  const value = (text: string | null) => (text === null ? null : cut(text, MAX_VALUE));
  return { path: bounded(path), kind, legacy: value(legacy), candidate: value(candidate) };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** The group not seen for longest among the rarest: a flood of groups of one drives out no frequent one. */
function leastWorthKeeping(entries: Iterable<{ readonly group: DifferenceGroup }>): DifferenceGroup | undefined {
  let least: DifferenceGroup | undefined;
  for (const { group } of entries) {
    if (group.route === OTHER_ROUTE) continue;
    if (!least || group.count < least.count || (group.count === least.count && group.lastSeen < least.lastSeen)) least = group;
  }
  return least;
}
