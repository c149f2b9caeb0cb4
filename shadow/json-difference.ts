import { alignArrays } from './array-alignment.ts';
import type { DifferenceList } from './difference-list.ts';
import type { FieldRule } from './field-rules.ts';
import { sameHash, scalarText, type JsonDocument, type JsonNode } from './json-node.ts';
import { plainNumber } from './json-number.ts';
import { agreeUnder, type Scalar } from './mask-agreement.ts';
import { isMap, keyOf, memberPath } from './path-template.ts';
import type { Redactor } from './redact.ts';
import { memberKeys } from './repeated-keys.ts';

/** Elements of one array that are compared or listed one by one; those beyond are only counted. */
const MAX_ELEMENTS = 200;

/** Adds what differs between two documents, whose root is called `root`. Only subtrees whose hashes differ are walked. */
export function differJson(
  legacy: JsonDocument,
  candidate: JsonDocument,
  rule: FieldRule | undefined,
  redactor: Redactor,
  differences: DifferenceList,
  root = '$',
): void {
  const left = (path: string, node: JsonNode) => () => redactor.json(path, legacy, node);
  const right = (path: string, node: JsonNode) => () => redactor.json(path, candidate, node);

  const walk = (path: string, l: JsonNode, r: JsonNode, rule: FieldRule | undefined): void => {
    if (sameHash(l, r)) return;
    if (rule?.mask !== undefined) {
      if (!agreeUnder(rule.mask, scalarOf(legacy, l), scalarOf(candidate, r))) differences.add(path, 'class', left(path, l), right(path, r));
    }
    else if (l.kind !== r.kind) differences.add(path, 'type', left(path, l), right(path, r));
    else if (l.kind === 'object') walkObject(path, l, r, rule);
    else if (l.kind === 'array') walkArray(path, l, r, rule);
    else differences.add(path, 'value', left(path, l), right(path, r));
  };

  const walkObject = (path: string, l: JsonNode, r: JsonNode, rule: FieldRule | undefined) => {
    const map = isMap([{ document: legacy, node: l }, { document: candidate, node: r }]);
    const others = new Map(memberKeys(r.children).map((key, i) => [key, r.children[i]!]));
    for (const [i, key] of memberKeys(l.children).entries()) {
      const member = l.children[i]!;
      const other = others.get(key);
      others.delete(key);
      if (other && sameHash(member, other)) continue;
      const name = keyOf(legacy, member);
      const at = memberPath(path, name, map);
      if (other) walk(at, member, other, rule?.keys.get(name) ?? rule?.anyKey);
      else differences.add(at, 'missing', left(at, member), null);
    }
    for (const member of others.values()) {
      const at = memberPath(path, keyOf(candidate, member), map);
      differences.add(at, 'extra', null, right(at, member));
    }
  };

  const walkArray = (path: string, l: JsonNode, r: JsonNode, rule: FieldRule | undefined) => {
    if (l.bagLow === r.bagLow && l.bagHigh === r.bagHigh) {
      differences.add(path, 'order', left(path, l), right(path, r));
      return;
    }
    const { pairs, missing, extra, moved } = alignArrays(l.children, r.children, redactor.hashStart);
    const at = `${path}[]`;
    if (moved && !rule?.unordered) differences.add(path, 'order', left(path, l), right(path, r));
    for (const [element, other] of pairs.slice(0, MAX_ELEMENTS)) walk(at, element, other, rule?.element);
    for (const element of missing.slice(0, MAX_ELEMENTS)) differences.add(at, 'missing', left(at, element), null);
    for (const element of extra.slice(0, MAX_ELEMENTS)) differences.add(at, 'extra', null, right(at, element));
    if (pairs.length > MAX_ELEMENTS) differences.add(at, 'value', more(pairs.length), more(pairs.length));
    if (missing.length > MAX_ELEMENTS) differences.add(at, 'missing', more(missing.length), null);
    if (extra.length > MAX_ELEMENTS) differences.add(at, 'extra', null, more(extra.length));
  };

  walk(root, legacy.root, candidate.root, rule);
}

/** What a mask looks at; `undefined` of what no mask lets differ. */
function scalarOf(document: JsonDocument, node: JsonNode): Scalar | undefined {
  const { kind } = node;
  if (kind !== 'string' && kind !== 'number' && kind !== 'boolean') return undefined;
  const text = scalarText(document, node);
  return { kind, text: kind === 'number' ? plainNumber(text) : text };
}

function more(count: number): () => string {
  return () => `${count - MAX_ELEMENTS} more`;
}
