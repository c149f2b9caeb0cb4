import { hashText, type Hash } from './hash.ts';
import { sameHash, type JsonNode } from './json-node.ts';

/** Which elements of two unequal arrays belong together. Equal ones are left out. */
export interface Alignment {
  readonly pairs: readonly (readonly [JsonNode, JsonNode])[];
  readonly missing: readonly JsonNode[];
  readonly extra: readonly JsonNode[];
  /** Whether elements that belong together stand in another order. */
  readonly moved: boolean;
}

/** Members by which elements are known again, the best first. */
const IDENTITY_KEYS = ['id', '_id', 'uuid', 'key', 'code', 'sku', 'name'];

/**
 * Aligns two arrays in time proportional to their length: what is equal at both ends or, where nothing was put in or taken out, at the same
 * place; then what is equal anywhere; then what has the same identity; and the rest in order.
 */
export function alignArrays(legacy: readonly JsonNode[], candidate: readonly JsonNode[], hashStart: Hash): Alignment {
  const left = [...legacy.entries()];
  const right = [...candidate.entries()];
  const [restLeft, restRight] = left.length === right.length ? dropSamePlace(left, right) : dropSameEnds(left, right);
  const places: [number, number][] = [];
  const equal = dropEqual(restLeft, restRight, places);
  const known = pairByIdentity(equal.left, equal.right, hashStart, places);
  const paired = Math.min(known.left.length, known.right.length);
  const inOrder = known.left.slice(0, paired).map(([, node], i): [JsonNode, JsonNode] => [node, known.right[i]![1]]);
  return {
    pairs: [...known.pairs, ...inOrder],
    missing: known.left.slice(paired).map(([, node]) => node),
    extra: known.right.slice(paired).map(([, node]) => node),
    moved: isOutOfOrder(places),
  };
}

type Placed = [place: number, node: JsonNode];

function dropSamePlace(left: readonly Placed[], right: readonly Placed[]): [Placed[], Placed[]] {
  const differs = (_: Placed, i: number) => !sameHash(left[i]![1], right[i]![1]);
  return [left.filter(differs), right.filter(differs)];
}

function dropSameEnds(left: readonly Placed[], right: readonly Placed[]): [Placed[], Placed[]] {
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && sameHash(left[head]![1], right[head]![1])) head++;
  let tail = 0;
  while (tail < shorter - head && sameHash(left.at(-1 - tail)![1], right.at(-1 - tail)![1])) tail++;
  return [left.slice(head, left.length - tail), right.slice(head, right.length - tail)];
}

/** Takes out what is equal on both sides, each element once, first with first, and notes where the two stood. */
function dropEqual(left: readonly Placed[], right: readonly Placed[], places: [number, number][]): { left: Placed[]; right: Placed[] } {
  const waiting = new Map<string, { readonly found: number[]; next: number }>();
  for (const [i, [, node]] of right.entries()) {
    const entry = waiting.get(hashOf(node));
    if (entry) entry.found.push(i);
    else waiting.set(hashOf(node), { found: [i], next: 0 });
  }
  const taken = new Set<number>();
  const restLeft = left.filter(([place, node]) => {
    const entry = waiting.get(hashOf(node));
    const i = entry?.found[entry.next++];
    if (i === undefined) return true;
    taken.add(i);
    places.push([place, right[i]![0]]);
    return false;
  });
  return { left: restLeft, right: right.filter((_, i) => !taken.has(i)) };
}

function pairByIdentity(left: readonly Placed[], right: readonly Placed[], hashStart: Hash, places: [number, number][]) {
  if (left.length === 0 || right.length === 0) return { pairs: [], left, right };
  for (const name of IDENTITY_KEYS) {
    const key = hashText(name, hashStart);
    const leftById = uniqueBy(key, left);
    const rightById = leftById && uniqueBy(key, right);
    if (!leftById || !rightById) continue;
    const shared = [...leftById].filter(([id]) => rightById.has(id));
    if (shared.length === 0) continue;
    const pairs = shared.map(([id, [place, node]]): [JsonNode, JsonNode] => {
      const other = rightById.get(id)!;
      places.push([place, other[0]]);
      return [node, other[1]];
    });
    const without = (side: Map<string, Placed>, others: Map<string, Placed>) => [...side].filter(([id]) => !others.has(id)).map(([, placed]) => placed);
    return { pairs, left: without(leftById, rightById), right: without(rightById, leftById) };
  }
  return { pairs: [], left, right };
}

/** The elements by their member whose key has that hash; `undefined` where one has none, or two have the same. */
function uniqueBy({ low, high }: Hash, elements: readonly Placed[]): Map<string, Placed> | undefined {
  const byId = new Map<string, Placed>();
  for (const element of elements) {
    const member = element[1].kind === 'object' ? element[1].children.find(({ keyLow, keyHigh }) => keyLow === low && keyHigh === high) : undefined;
    if (!member || (member.kind !== 'string' && member.kind !== 'number')) return undefined;
    byId.set(hashOf(member), element);
  }
  return byId.size === elements.length ? byId : undefined;
}

function isOutOfOrder(places: [number, number][]): boolean {
  places.sort(([a], [b]) => a - b);
  return places.some(([, place], i) => i > 0 && place < places[i - 1]![1]);
}

function hashOf({ low, high }: JsonNode): string {
  return `${low} ${high}`;
}
