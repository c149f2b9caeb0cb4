import { randomBytes } from 'node:crypto';
import fastJsonPatch from 'fast-json-patch';
import { atomizeChangeset, diff as changeset } from 'json-diff-ts';
import { create } from 'jsondiffpatch';
import microdiff from 'microdiff';
import { createDifferenceList } from '../../../shadow/difference-list.ts';
import { createRedactor } from '../../../shadow/index.ts';
import { differJson } from '../../../shadow/json-difference.ts';
import { parseJson } from '../../../shadow/json-parse.ts';

export interface Contestant {
  readonly name: string;
  /** How many differences there are between two texts of JSON: parsing is part of the work. */
  readonly differences: (legacy: string, candidate: string) => number;
}

const redactor = createRedactor({ runKey: randomBytes(32) });
// As its documentation advises: objects are known again by their id, and by their place where they have none.
const withHash = create({ objectHash: (object, index) => String((object as { id?: number }).id ?? `$$index:${index}`) });

/** Each as it does best here: those that can know elements again by a key are told it. */
export const CONTESTANTS: readonly Contestant[] = [
  {
    name: 'Banyan',
    differences: (legacy, candidate) => {
      const [left, right] = [legacy, candidate].map((text) => parseJson(text, undefined, redactor.hashStart));
      const found = createDifferenceList();
      differJson(left!, right!, undefined, redactor, found);
      return found.all.length;
    },
  },
  { name: 'jsondiffpatch', differences: (legacy, candidate) => leaves(withHash.diff(JSON.parse(legacy), JSON.parse(candidate))) },
  { name: 'microdiff', differences: (legacy, candidate) => microdiff(JSON.parse(legacy), JSON.parse(candidate)).length },
  { name: 'fast-json-patch', differences: (legacy, candidate) => fastJsonPatch.compare(JSON.parse(legacy), JSON.parse(candidate)).length },
  {
    name: 'json-diff-ts',
    differences: (legacy, candidate) => atomizeChangeset(changeset(JSON.parse(legacy), JSON.parse(candidate), { embeddedObjKeys: { items: 'id' } })).length,
  },
];

/** Of a delta of jsondiffpatch, in which a list is one change and an object leads to more of them; `_t` marks what was an array. */
function leaves(delta: unknown): number {
  if (delta === undefined) return 0;
  if (Array.isArray(delta)) return 1;
  return Object.entries(delta as object).reduce((sum, [key, inner]) => sum + (key === '_t' ? 0 : leaves(inner)), 0);
}
