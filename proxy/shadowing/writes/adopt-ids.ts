import { decodeBody } from '../../../shadow/decode-body.ts';
import type { CapturedResponse } from '../../../shadow/index.ts';
import { headerOf } from '../../forwarding/upstream-answer.ts';

/** What of a request may have to take ids in. */
export interface Adopting {
  /** `[name, value, …]` */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** Larger bodies are not parsed: that is done where callers are served. */
const MAX_PARSED = 256 * 1024;
/** Nothing that would end a header. */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/;

/** Numbers keep their lexemes: an id may be longer than JavaScript counts. */
const { rawJSON, isRawJSON } = JSON as unknown as { readonly rawJSON: (lexeme: string) => object; readonly isRawJSON: (value: unknown) => value is { readonly rawJSON: string } };

type Json = null | boolean | string | readonly Json[] | { [name: string]: Json };

/**
 * The request with legacy's ids put where the migration says: place in the request → place in legacy's answer ({@link adoptionProblem} has passed them). Lists are
 * gone through side by side. `undefined` where one of them is not to be had: the copy would make an id of its own.
 */
export function adoptIds(request: Adopting, adopt: Readonly<Record<string, string>>, legacy: CapturedResponse): Adopting | undefined {
  const headers = [...request.headers];
  const parsed = lazily(() => parseJson(decoded(legacy)));
  const copy = lazily(() => (headerOf({ rawHeaders: headers }, 'content-encoding') === undefined ? parseJson(request.body) : undefined));
  let isBodyChanged = false;
  for (const [to, from] of Object.entries(adopt)) {
    const found = from.startsWith('$') ? parsed() : wholeHeader(legacy, from);
    if (found === undefined) return undefined;
    const source = { value: found, steps: from.startsWith('$') ? stepsOf(from) : [] };
    if (to.startsWith('$')) {
      const into = copy();
      if (into === undefined || !put(into, stepsOf(to), source.value, source.steps)) return undefined;
      isBodyChanged = true;
    } else {
      const id = idText(memberOf(source.value, source.steps));
      if (id === undefined || !HEADER_VALUE.test(id)) return undefined;
      setHeader(headers, to.slice('header.'.length), id);
    }
  }
  return { headers, body: isBodyChanged ? Buffer.from(JSON.stringify(copy())) : request.body };
}

/** Puts what stands in one document at a place into another. `false` where one of them has no such place. */
function put(into: Json, to: readonly string[], from: Json, at: readonly string[]): boolean {
  const lists = [to.indexOf(LIST), at.indexOf(LIST)] as const;
  if (lists[0] < 0) {
    const parent = memberOf(into, to.slice(0, -1));
    const id = memberOf(from, at);
    if (parent === undefined || !isObject(parent) || idText(id) === undefined) return false;
    Object.defineProperty(parent, to.at(-1)!, { value: id, enumerable: true, configurable: true, writable: true });
    return true;
  }
  const [targets, sources] = [memberOf(into, to.slice(0, lists[0])), memberOf(from, at.slice(0, lists[1]))];
  if (!Array.isArray(targets) || !Array.isArray(sources) || targets.length !== sources.length) return false;
  return targets.every((target: Json, i) => put(target, to.slice(lists[0] + 1), sources[i] as Json, at.slice(lists[1] + 1)));
}

const LIST = '[]';

function stepsOf(place: string): string[] {
  return [...place.slice(1).matchAll(/\[\]|[^.[\]{}]+/g)].map(([step]) => step);
}

function memberOf(value: Json, steps: readonly string[]): Json | undefined {
  let member: Json | undefined = value;
  for (const step of steps) member = member !== undefined && isObject(member) && Object.hasOwn(member, step) ? member[step] : undefined;
  return member;
}

function isObject(value: Json): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJSON(value);
}

function idText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return isRawJSON(value) ? value.rawJSON : undefined;
}

/** A header's value; of `location` the last segment of its path. */
function wholeHeader(legacy: CapturedResponse, place: string): string | undefined {
  const value = headerOf(legacy, place === 'location' ? 'location' : place.slice('header.'.length).toLowerCase());
  return place === 'location' ? /([^/?#]+)\/?(?:[?#]|$)/.exec(value ?? '')?.[1] : value;
}

function setHeader(headers: string[], name: string, value: string): void {
  for (let i = headers.length - 2; i >= 0; i -= 2) if (headers[i]!.toLowerCase() === name.toLowerCase()) headers.splice(i, 2);
  headers.push(name, value);
}

function decoded(legacy: CapturedResponse): Uint8Array | undefined {
  if (legacy.body.length > MAX_PARSED) return undefined;
  const body = decodeBody(legacy);
  return 'problem' in body ? undefined : body.bytes;
}

function parseJson(bytes: Uint8Array | undefined): Json | undefined {
  if (bytes === undefined || bytes.length === 0 || bytes.length > MAX_PARSED) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString(), ((_name: string, value: unknown, { source }: { source: string }) => (typeof value === 'number' ? rawJSON(source) : value)) as (name: string, value: unknown) => unknown) as Json;
  } catch {
    return undefined;
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
