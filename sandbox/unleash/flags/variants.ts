import { z } from 'zod';
import { parse, text } from '../parse-body.ts';
import type { Variant } from '../state/unleash-state.ts';
import { badBody, badData } from '../unleash-error.ts';

/** Weights are in tenths of a percent. */
const WHOLE = 1_000;

const Payload = z.object({ type: z.enum(['json', 'csv', 'string', 'number']), value: text });
const common = { name: text, weight: z.number().min(0).max(WHOLE), stickiness: text.optional(), payload: Payload.optional() };

/** A variant of a strategy. */
export const StrategyVariantBody = z.object({ ...common, weightType: z.enum(['variable', 'fix']) });
/** A variant of a flag in an environment. */
export const FlagVariantBody = z.object({ ...common, weightType: z.enum(['variable', 'fix']).optional(), overrides: z.array(z.object({ contextName: text, values: z.array(text) })).optional() });

/** The variants of a flag as Unleash keeps them. */
export function toFlagVariants(body: unknown): Variant[] {
  const variants = parse(z.array(FlagVariantBody), body);
  return distribute(variants.map((each): Variant => ({ weightType: 'variable', stickiness: 'default', ...each })));
}

/** The variable variants share what the fixed ones leave, the first of them what does not divide. @throws UnleashError where that cannot be. */
export function distribute(variants: readonly Variant[]): Variant[] {
  variants.forEach((variant, index) => {
    if (variants.findIndex(({ name }) => name === variant.name) < index) throw badBody([{ message: `"[${index}]" contains a duplicate value. You provided ${JSON.stringify(variant)}.` }]);
    if (variant.payload?.type === 'json' && !isJson(variant.payload.value)) throw badBody([{ message: `'value' must be a valid json string when 'type' is json. You provided "${variant.payload.value}".` }]);
  });
  const variable = variants.filter(({ weightType }) => weightType !== 'fix');
  if (variants.length > 0 && variable.length === 0) throw badData('There must be at least one "variable" variant');
  const left = WHOLE - variants.reduce((sum, { weight, weightType }) => sum + (weightType === 'fix' ? weight : 0), 0);
  if (left < 0) throw badData('The traffic distribution total must equal 100%');
  return variants.map((each) => (each.weightType === 'fix' ? each : { ...each, weight: Math.floor(left / variable.length) + (variable.indexOf(each) < left % variable.length ? 1 : 0) }));
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
