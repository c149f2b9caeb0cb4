import type { Attributes } from '../../model.ts';
import { HOP_BY_HOP, namedByConnection } from './hop-by-hop.ts';

/** The answer's headers for the client: what is meant for this hop only is left out. */
export function responseHeaders(raw: readonly (Buffer | string)[]): string[] {
  const text = raw.map((each) => (typeof each === 'string' ? each : each.toString('latin1')));
  const connection = text.find((_, i) => i % 2 === 1 && text[i - 1]?.toLowerCase() === 'connection');
  const named = namedByConnection(connection);
  const passed: string[] = [];
  for (let i = 0; i < text.length; i += 2) {
    const name = text[i] as string;
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !named?.has(lower) && !lower.startsWith(':')) passed.push(name, text[i + 1] as string);
  }
  return passed;
}

/** A listener's changes to every answer: headers that it replaces or adds, and `Server`, which it can take away. */
export type HeaderChanges = ((headers: string[]) => string[]) | undefined;

const SUFFIX = '.header_value';
const PREFIX = 'routing.http.response.';
const changes = new WeakMap<Attributes, { readonly apply: HeaderChanges }>();

export function headerChangesOf(attributes: Attributes): HeaderChanges {
  let found = changes.get(attributes);
  if (!found) changes.set(attributes, (found = { apply: readChanges(attributes) }));
  return found.apply;
}

function readChanges(attributes: Attributes): HeaderChanges {
  const given = Object.entries(attributes).filter(([key, value]) => key.startsWith(PREFIX) && key.endsWith(SUFFIX) && value !== '');
  const values = new Map(given.map(([key, value]) => [key.slice(PREFIX.length, -SUFFIX.length).replaceAll('_', '-'), value] as const));
  const hidesServer = attributes[`${PREFIX}server.enabled`] === 'false';
  if (values.size === 0 && !hidesServer) return undefined;
  const added = [...values].flat();
  const isKept = (name: string): boolean => !values.has(name) && !(hidesServer && name === 'server');
  return (headers) => [...headers.flatMap((name, i) => (i % 2 === 0 && isKept(name.toLowerCase()) ? [name, headers[i + 1] as string] : [])), ...added];
}
