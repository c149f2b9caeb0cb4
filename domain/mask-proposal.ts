import { MASKED_PATH, UNORDERED_PATH, type Mask } from './mask.ts';
import type { NoiseReport, NoisyField } from './noise.ts';

/** What would take a field's noise out of the comparison and leave the most of it in. */
export type MaskProposal = ProposedOn & ({ readonly propose: 'mask'; readonly mask: Mask } | { readonly propose: 'unordered' });

interface ProposedOn {
  readonly path: string;
  /** Requests whose two answers of legacy's differ here: it holds for all of them. */
  readonly pairs: number;
  readonly routes: readonly string[];
}

/** Noise that no mask holds for: legacy has the field at times and at times not, or changes its type. */
export interface UnmaskableNoise extends ProposedOn {
  readonly propose: 'nothing';
  readonly because: string;
}

/** Fewer pairs than this prove no class: a field that is a number in twenty answers is one. */
const ENOUGH_PAIRS = 20;

/** Masks from the tightest to the widest, as far as they can be told without a value: that it is `one of` a few comes between. */
export const MASK_LADDER = [
  'one of true|false',
  'uuid',
  'timestamp within 5s',
  'timestamp within 1m',
  'timestamp within 1h',
  'timestamp',
  'counter',
  'integer within 0.1%',
  'integer within 1%',
  'integer within 10%',
  'integer',
  'number within 0.1%',
  'number within 1%',
  'number within 10%',
  'number',
  'hex',
  'token',
  'opaque',
] as const satisfies readonly Mask[];

/** What is strict enough to come before a short list of values. */
const BEFORE_VALUES = MASK_LADDER.indexOf('hex');

/** For every path at which legacy was seen to differ from itself often enough: the tightest mask that holds for all that was seen. Sorted by path. */
export function proposalsOf({ fields }: NoiseReport): readonly (MaskProposal | UnmaskableNoise)[] {
  const byPath = Map.groupBy(fields.filter(({ pairs }) => pairs > 0), ({ path }) => path);
  return [...byPath].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([path, found]) => propose(path, found));
}

function propose(path: string, found: readonly NoisyField[]): (MaskProposal | UnmaskableNoise)[] {
  const pairs = sum(found, ({ pairs }) => pairs);
  if (pairs < ENOUGH_PAIRS) return [];
  const on = { path, pairs, routes: [...new Set(found.map(({ route }) => route))].toSorted() };
  const kinds = new Set(found.map(({ kind }) => kind));
  if (!MASKED_PATH.test(path)) return [{ ...on, propose: 'nothing', because: 'nothing can be masked there' }];
  if (kinds.size === 1 && kinds.has('order') && UNORDERED_PATH.test(path)) return [{ ...on, propose: 'unordered' }];
  const strange = [...kinds].find((kind) => kind !== 'value' && kind !== 'class');
  if (strange) return [{ ...on, propose: 'nothing', because: WHY[strange] ?? 'legacy differs from itself here in ways that no mask describes' }];
  const mask = tightest(found, pairs);
  return [mask ? { ...on, propose: 'mask', mask } : { ...on, propose: 'nothing', because: 'legacy’s values here have nothing in common' }];
}

const WHY: Readonly<Record<string, string>> = {
  missing: 'legacy has it at times and at times not',
  extra: 'legacy has it at times and at times not',
  type: 'legacy changes its type',
  order: 'legacy changes the order and the values',
  failed: 'legacy does not always answer',
};

function tightest(found: readonly NoisyField[], pairs: number): Mask | undefined {
  const holds = (mask: string) => sum(found, (field) => field.holds[mask] ?? 0) === pairs;
  const at = MASK_LADDER.findIndex(holds);
  const values = found.every((field) => field.values !== null) ? [...new Set(found.flatMap((field) => field.values ?? []))].toSorted() : [];
  if (values.length > 1 && values.length <= 8 && (at < 0 || at >= BEFORE_VALUES)) return `one of ${values.join('|')}`;
  return MASK_LADDER[at];
}

function sum(fields: readonly NoisyField[], of: (field: NoisyField) => number): number {
  return fields.reduce((total, field) => total + of(field), 0);
}

/** A proposal in words: `$.meta.requestId: uuid (57 pairs)`. */
export function describeProposal(proposal: MaskProposal | UnmaskableNoise): string {
  const { path, pairs } = proposal;
  const what = proposal.propose === 'mask' ? proposal.mask : proposal.propose === 'unordered' ? 'in any order' : `no mask, ${proposal.because}`;
  return `${path}: ${what} (${pairs} pairs of legacy's own answers)`;
}
