import { z } from 'zod';
import { badBody, badData } from './unleash-error.ts';

/** A JSON Patch (RFC 6902). */
export const JsonPatch = z.array(z.object({ op: z.string(), path: z.string(), from: z.string().optional(), value: z.unknown().optional() }));
export type JsonPatch = z.infer<typeof JsonPatch>;

const OPERATIONS = ['add', 'remove', 'replace', 'copy', 'move', 'test'];

/** The document after the patch; the document itself stays as it is. */
export function applyPatch(document: object, patch: JsonPatch): unknown {
  const copy: unknown = structuredClone(document);
  for (const { op, path, from = '', value } of patch) {
    if (!OPERATIONS.includes(op)) throw badBody([{ path: 'op', message: `The \`op\` property must be equal to one of the allowed values: ${OPERATIONS.map((each) => `"${each}"`).join(', ')}. You provided "${op}".` }]);
    if (op === 'test') {
      if (JSON.stringify(at(copy, path).get()) !== JSON.stringify(value)) throw badData(`The value at ${path} is another one`);
    } else if (op === 'copy' || op === 'move') {
      const moved = structuredClone(at(copy, from).get());
      if (op === 'move') at(copy, from).remove();
      at(copy, path).put(moved, true);
    } else if (op === 'remove') {
      at(copy, path).remove();
    } else {
      at(copy, path).put(value, op === 'add');
    }
  }
  return copy;
}

interface Place {
  get(): unknown;
  put(value: unknown, insert: boolean): void;
  remove(): void;
}

/** The place that a JSON Pointer names; only its parent must exist. */
function at(document: unknown, pointer: string): Place {
  const keys = pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop();
  const parent = keys.reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), document);
  if (last === undefined || ['__proto__', 'prototype', 'constructor'].includes(last) || !isObject(parent)) throw badData(`There is no ${pointer} to change`);
  if (!Array.isArray(parent)) return { get: () => parent[last], put: (value) => (parent[last] = value), remove: () => delete parent[last] };
  const index = last === '-' ? parent.length : Number(last);
  return { get: () => parent[index] as unknown, put: (value, insert) => parent.splice(index, insert ? 0 : 1, value), remove: () => parent.splice(index, 1) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
