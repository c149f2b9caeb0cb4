import type { Hash } from '../hash.ts';
import type { JsonDocument, JsonNode } from '../json-node.ts';
import { scalarText } from '../json-node.ts';
import { parseJson } from '../json-parse.ts';
import { isMap, keyOf, memberPath } from '../path-template.ts';

/** What is to stand in the place of a JSON text's strings, numbers and keys; what it gives back unchanged stays as it is written. */
export interface JsonRewriter {
  readonly string: (path: string, text: string) => string;
  /** A number's lexeme; so must be what it gives. */
  readonly number: (path: string, lexeme: string) => string;
  /** The key of an object that is a map: data, and no name. */
  readonly key: (path: string, text: string) => string;
}

/** A JSON text with other values in the places of some; all else, spelling and repeated keys included, stays. `undefined` where it is no JSON, or too large. */
export function rewriteJson(text: string, { string, number, key }: JsonRewriter): string | undefined {
  const document = parseJson(text, undefined, NO_HASHING);
  if (!document) return undefined;
  const pieces: string[] = [];
  let at = 0;
  const put = (start: number, end: number, written: string) => {
    pieces.push(text.slice(at, start), written);
    at = end;
  };
  walk(document, '$', document.root, {
    scalar(path, node) {
      const value = scalarText(document, node);
      const next = node.kind === 'string' ? string(path, value) : number(path, value);
      if (next !== value) put(node.start, node.end, node.kind === 'string' ? JSON.stringify(next) : next);
    },
    mapKey(path, node) {
      const value = keyOf(document, node);
      const next = key(path, value);
      if (next !== value) put(node.keyStart, node.keyEnd, JSON.stringify(next));
    },
  });
  return [...pieces, text.slice(at)].join('');
}

/** Only where values stand is of interest. */
const NO_HASHING: Hash = { low: 0, high: 0 };

interface Visitor {
  scalar(path: string, node: JsonNode): void;
  mapKey(path: string, member: JsonNode): void;
}

/** In the order in which they are written. */
function walk(document: JsonDocument, path: string, node: JsonNode, visitor: Visitor): void {
  if (node.kind === 'string' || node.kind === 'number') visitor.scalar(path, node);
  else if (node.kind === 'array') for (const element of node.children) walk(document, `${path}[]`, element, visitor);
  else if (node.kind === 'object') {
    const map = isMap([{ document, node }]);
    for (const member of node.children) {
      if (map) visitor.mapKey(path, member);
      // The name in full even in a map: a value below `token` is one, whatever stands beside it.
      walk(document, memberPath(path, keyOf(document, member), false), member, visitor);
    }
  }
}

/** A string or number of a JSON text. */
export interface Scalar {
  /** Where it stands: `$.items[0].id`. */
  readonly place: string;
  /** The name that it, or the array that it stands in, has. */
  readonly name: string;
  readonly kind: 'string' | 'number';
  /** What it says, or a number's lexeme. */
  readonly text: string;
  /** Names above it, the nearest last. */
  readonly keys: readonly string[];
}

/** The strings and numbers of a JSON text, in order; none where it is no JSON. */
export function* scalarsOf(text: string): Generator<Scalar> {
  const document = parseJson(text, undefined, NO_HASHING);
  if (document) yield* scalarsBelow(document, '$', [], document.root);
}

function* scalarsBelow(document: JsonDocument, place: string, keys: readonly string[], node: JsonNode): Generator<Scalar> {
  if (node.kind === 'string' || node.kind === 'number') yield { place, name: keys.at(-1) ?? '', kind: node.kind, text: scalarText(document, node), keys };
  else if (node.kind === 'array') for (const [i, element] of node.children.entries()) yield* scalarsBelow(document, `${place}[${i}]`, keys, element);
  else for (const member of node.children) yield* scalarsBelow(document, `${place}.${keyOf(document, member)}`, [...keys, keyOf(document, member)], member);
}
