import { NO_DIFFERENCES, OTHER_ROUTE, type DifferenceGroup, type Differences, type DifferencesByProxy, type DifferingField } from './difference.ts';
import { thinSamples } from './difference-samples.ts';
import { createRouteTree } from './route-tree.ts';

/** Fields that are told one by one; of answers that differ in more, the first of them. */
export const MAX_FIELDS = 20;

/** What several proxies have seen, together: the same in whatever order and grouping they are added. */
export function mergeDifferences(parts: readonly Differences[]): Differences {
  const tree = createRouteTree();
  for (const { routes, differences } of parts) {
    for (const { route, compared } of routes) tree.add(route, compared, true);
    for (const { route } of differences) tree.add(route, 0, true);
  }
  const groups = parts.flatMap(({ differences }) => differences.map((group) => ({ ...group, route: tree.templateOf(group.route) })));
  // Where only groups speak of a route nobody has counted it.
  return { routes: tree.counts().filter(({ compared }) => compared > 0), differences: mergeGroups(groups) };
}

/** {@link mergeDifferences} of all proxies. */
export function allDifferences(byProxy: DifferencesByProxy): Differences {
  return mergeDifferences(Object.values(byProxy));
}

/** Groups of one key are one; most frequent first. */
export function mergeGroups(all: readonly DifferenceGroup[]): readonly DifferenceGroup[] {
  const merged = new Map<string, DifferenceGroup>();
  for (const each of all) {
    const other = merged.get(keyOfGroup(each));
    merged.set(keyOfGroup(each), other ? mergePair(other, each) : each);
  }
  return [...merged.values()].toSorted((a, b) => b.count - a.count || (keyOfGroup(a) < keyOfGroup(b) ? -1 : 1));
}

export function keyOfGroup({ route, signature }: DifferenceGroup): string {
  return `${signature} ${route}`;
}

/** Two groups of one key as one. */
export function mergePair(a: DifferenceGroup, b: DifferenceGroup): DifferenceGroup {
  return {
    ...a,
    fields: mergeFields(a.fields, b.fields),
    count: a.count + b.count,
    firstSeen: Math.min(a.firstSeen, b.firstSeen),
    lastSeen: Math.max(a.lastSeen, b.lastSeen),
    ...thinSamples({ samples: [...a.samples, ...b.samples], everyMs: Math.max(a.everyMs, b.everyMs) }),
  };
}

/** The first in order, each with its exact count: one that is among the first of all is among the first of every part. */
function mergeFields(a: readonly DifferingField[], b: readonly DifferingField[]): readonly DifferingField[] {
  const merged = new Map(a.map((field) => [keyOfField(field), field]));
  for (const field of b) merged.set(keyOfField(field), { ...field, count: field.count + (merged.get(keyOfField(field))?.count ?? 0) });
  return firstFields(merged, (field) => field);
}

/** Of whatever stands under the keys of fields, the first in order, no more than are told one by one. */
export function firstFields<T>(byKey: ReadonlyMap<string, T>, fieldOf: (each: T) => DifferingField): readonly DifferingField[] {
  const first: string[] = [];
  // No sorting of all: there may be thousands.
  for (const key of byKey.keys()) {
    if (first.length === MAX_FIELDS && key >= first[MAX_FIELDS - 1]!) continue;
    const after = first.findIndex((other) => key < other);
    first.splice(after < 0 ? first.length : after, 0, key);
    if (first.length > MAX_FIELDS) first.pop();
  }
  return first.map((key) => fieldOf(byKey.get(key)!));
}

export function keyOfField({ path, kind }: Pick<DifferingField, 'path' | 'kind'>): string {
  return `${path} ${kind}`;
}

/** Without the groups of which no answer has come since then, epoch milliseconds. */
export function seenSince({ routes, differences }: Differences, since: number): Differences {
  return { routes, differences: differences.filter(({ lastSeen }) => lastSeen >= since) };
}

/** What a record of differences may weigh. */
export interface DifferenceLimits {
  readonly groups: number;
  readonly routes: number;
  /** Characters of text in all groups. */
  readonly chars: number;
}

/** The most frequent groups, and all others in one of {@link OTHER_ROUTE}: no answer gets lost. */
export function limitDifferences({ routes, differences }: Differences, limits: DifferenceLimits): Differences {
  const kept: DifferenceGroup[] = [];
  let others = NO_DIFFERENCES.differences;
  let chars = 0;
  for (const group of differences) {
    const weight = charsOf(group);
    if (group.route !== OTHER_ROUTE && kept.length < limits.groups && chars + weight <= limits.chars) {
      kept.push(group);
      chars += weight;
    } else others = mergeGroups([...others, asOther(group)]);
  }
  return { routes: limitRoutes(routes, limits.routes), differences: [...kept, ...others] };
}

function limitRoutes(routes: Differences['routes'], most: number): Differences['routes'] {
  if (routes.length <= most) return routes;
  const sorted = routes.toSorted((a, b) => b.compared - a.compared);
  const rest = sorted.slice(most).reduce((sum, { compared }) => sum + compared, 0);
  return [...sorted.slice(0, most), { route: OTHER_ROUTE, compared: rest }];
}

/** A group with nothing left of it but how many answers there were, and when. */
export function asOther({ count, firstSeen, lastSeen }: DifferenceGroup): DifferenceGroup {
  return { signature: 'other', route: OTHER_ROUTE, legacyStatus: 0, candidateStatus: null, fields: [], count, firstSeen, lastSeen, samples: [], everyMs: 1 };
}

/** How much text a group holds. */
export function charsOf({ route, fields, samples }: DifferenceGroup): number {
  let chars = route.length;
  for (const { path } of fields) chars += path.length;
  for (const { request, differences } of samples) {
    chars += request.length;
    for (const { path, legacy, candidate } of differences) chars += path.length + (legacy?.length ?? 0) + (candidate?.length ?? 0);
  }
  return chars;
}
