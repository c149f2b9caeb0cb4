import type { Variant } from '../state/unleash-state.ts';
import { fieldOf, type Context } from './context.ts';
import { normalized } from './murmur3.ts';
import { stickyId } from './strategy-holds.ts';

/** So that who gets which variant says nothing of who is let in. */
const SEED = 86_028_157;

/** Variants to choose from: among callers of that group, by what is sticky where the variants do not say. */
export interface Choice {
  readonly group: string;
  readonly stickiness: string;
  readonly variants: readonly Variant[];
}

/** The variant of that context: by an override, else by weight. */
export function chooseVariant({ group, stickiness, variants }: Choice, context: Context, random: () => number): Variant | undefined {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  if (total <= 0) return undefined;
  const overridden = variants.find(({ overrides = [] }) => overrides.some(({ contextName, values }) => values.includes(fieldOf(context, contextName) ?? '')));
  if (overridden) return overridden;
  const id = anyId(variants[0]?.stickiness ?? stickiness, context, random);
  const target = normalized(id, group, total, SEED);
  let passed = 0;
  return variants.find(({ weight }) => (passed += weight) >= target);
}

function anyId(stickiness: string, context: Context, random: () => number): string {
  if (stickiness !== 'default') return stickyId(stickiness, context, random) ?? stickyId('random', context, random) ?? '';
  return context.userId ?? context.sessionId ?? context.remoteAddress ?? stickyId('random', context, random) ?? '';
}
