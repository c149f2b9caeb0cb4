import { alignArrays } from '../array-alignment.ts';
import type { FieldRule } from '../field-rules.ts';
import type { Hash } from '../hash.ts';
import { sameHash, type JsonDocument, type JsonNode } from '../json-node.ts';
import { isMap, keyOf, memberPath } from '../path-template.ts';
import { memberKeys } from '../repeated-keys.ts';

/** Two values that are masked as ids and stand at the same place of two documents. */
export type FoundPair = (path: string, legacy: JsonNode, candidate: JsonNode) => void;

/**
 * Finds the ids that stand at the same place. Unlike a search for differences it goes into subtrees of equal hash, for there ids hash alike; and only
 * where the rule says that there are ids.
 */
export function pairIds(legacy: JsonDocument, candidate: JsonDocument, rule: FieldRule, hashStart: Hash, found: FoundPair): void {
  const walk = (path: string, l: JsonNode, r: JsonNode, rule: FieldRule | undefined): void => {
    if (!rule?.holdsIds || l.kind !== r.kind) return;
    // Ids of two kinds are a difference already.
    if (rule.mask === 'id' && sameHash(l, r) && (l.kind === 'string' || l.kind === 'number')) found(path, l, r);
    else if (l.kind === 'object') walkObject(path, l, r, rule);
    else if (l.kind === 'array') for (const [element, other] of elementPairs(l, r, rule, hashStart)) walk(`${path}[]`, element, other, rule.element);
  };

  const walkObject = (path: string, l: JsonNode, r: JsonNode, rule: FieldRule) => {
    const map = isMap([{ document: legacy, node: l }, { document: candidate, node: r }]);
    const others = new Map(memberKeys(r.children).map((key, i) => [key, r.children[i]!]));
    for (const [i, key] of memberKeys(l.children).entries()) {
      const member = l.children[i]!;
      const other = others.get(key);
      const name = keyOf(legacy, member);
      if (other) walk(memberPath(path, name, map), member, other, rule.keys.get(name) ?? rule.anyKey);
    }
  };

  walk('$', legacy.root, candidate.root, rule);
}

function elementPairs({ children: left }: JsonNode, { children: right }: JsonNode, { unordered }: FieldRule, hashStart: Hash): readonly (readonly [JsonNode, JsonNode])[] {
  const differing = alignArrays(left, right, hashStart).pairs;
  if (!unordered && left.length === right.length) return [...left.flatMap((node, i) => (sameHash(node, right[i]!) ? [[node, right[i]!] as const] : [])), ...differing];
  return [...equalPairs(left, right, unordered), ...differing];
}

/** Elements of equal hash, first with first; where order means nothing, only those that are alone with their hash. */
function equalPairs(left: readonly JsonNode[], right: readonly JsonNode[], unordered: boolean): (readonly [JsonNode, JsonNode])[] {
  const [leftByHash, rightByHash] = [byHash(left), byHash(right)];
  return [...leftByHash].flatMap(([hash, nodes]) => {
    const others = rightByHash.get(hash) ?? [];
    if (unordered && (nodes.length > 1 || others.length > 1)) return [];
    return nodes.slice(0, others.length).map((node, i) => [node, others[i]!] as const);
  });
}

function byHash(nodes: readonly JsonNode[]): Map<string, JsonNode[]> {
  return Map.groupBy(nodes, ({ low, high }) => `${low} ${high}`);
}
