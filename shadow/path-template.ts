import type { JsonDocument, JsonKind, JsonNode } from './json-node.ts';
import { secretShape } from './secret-shape.ts';

const MAX_NAMED_KEYS = 50;
const MAX_KEY = 64;

/** The path of an object's members: `$.price`, or `$.prices{}` for all members of an object that is a map, whose keys are data. */
export function memberPath(path: string, key: string, isMap: boolean): string {
  return isMap ? `${path}{}` : `${path}.${key}`;
}

/** Whether the keys of these objects are data and not names: then a path must not hold them, nor may there be as many paths as keys. */
export function isMap(objects: readonly { readonly document: JsonDocument; readonly node: JsonNode }[]): boolean {
  return objects.some(({ document, node }) => {
    if (node.children.length > MAX_NAMED_KEYS && kindsOf(node).size === 1) return true;
    return node.children.slice(0, 1_000).some((member) => !isName(keyOf(document, member)));
  });
}

export function keyOf({ text }: JsonDocument, member: JsonNode): string {
  return JSON.parse(text.slice(member.keyStart, member.keyEnd)) as string;
}

/** `price`, `_id`, `$ref`, `content-type`, `line2`; not `42`, `a b`, `alice@example.com`, `order-10023`, or a UUID. */
export function isName(key: string): boolean {
  return key.length <= MAX_KEY && /^[A-Za-z_$@:][\w$@:-]*$/.test(key) && !/\d{5}/.test(key) && secretShape(key) === undefined;
}

function kindsOf(node: JsonNode): Set<JsonKind> {
  return new Set(node.children.map(({ kind }) => kind));
}
