import type { Mask } from '../domain/mask.ts';
import type { ComparisonRules } from './comparison.ts';

/** The rules as a tree that is walked along with a document. */
export interface FieldRule {
  mask?: Mask;
  unordered: boolean;
  /** Whether this or anything below it is masked as an id. */
  holdsIds?: boolean;
  readonly keys: Map<string, FieldRule>;
  /** `{}`: every key that is not named. */
  anyKey?: FieldRule;
  /** `[]` */
  element?: FieldRule;
}

export interface CompiledRules {
  /** Rules for JSON bodies; absent where there are none. */
  readonly body: FieldRule | undefined;
  /** Masks of headers and cookies by path in lower case: `header.x-trace`, `cookie.sid`. */
  readonly named: ReadonlyMap<string, Mask>;
  /** Paths in lower case of headers whose parts may stand in any order: `header.location` for its query. */
  readonly unorderedHeaders: ReadonlySet<string>;
}

const compiled = new WeakMap<ComparisonRules, CompiledRules>();

export function compileRules(rules: ComparisonRules): CompiledRules {
  let result = compiled.get(rules);
  if (!result) compiled.set(rules, (result = compile(rules)));
  return result;
}

function compile({ masks, unordered }: ComparisonRules): CompiledRules {
  const root: FieldRule = { unordered: false, keys: new Map() };
  const named = new Map<string, Mask>();
  for (const [path, mask] of Object.entries(masks)) {
    if (path.startsWith('$')) ruleAt(root, path, mask === 'id').mask = mask;
    else named.set(path.toLowerCase(), mask);
  }
  const unorderedHeaders = new Set<string>();
  for (const path of unordered) {
    if (path.startsWith('$')) ruleAt(root, path).unordered = true;
    else unorderedHeaders.add(path.toLowerCase());
  }
  const saysSomething = [...Object.keys(masks), ...unordered].some((path) => path.startsWith('$'));
  return { body: saysSomething ? root : undefined, named, unorderedHeaders };
}

function ruleAt(root: FieldRule, path: string, holdsIds = false): FieldRule {
  let rule = root;
  if (holdsIds) rule.holdsIds = true;
  for (const [segment] of path.slice(1).matchAll(/\[\]|\{\}|[^.[\]{}]+/g)) {
    if (segment === '[]') rule = rule.element ??= { unordered: false, keys: new Map() };
    else if (segment === '{}') rule = rule.anyKey ??= { unordered: false, keys: new Map() };
    else {
      let next = rule.keys.get(segment);
      if (!next) rule.keys.set(segment, (next = { unordered: false, keys: new Map() }));
      rule = next;
    }
    if (holdsIds) rule.holdsIds = true;
  }
  return rule;
}
