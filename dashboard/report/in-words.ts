import { formatCount, formatPercent } from '../../shadow/report/wording.ts';
import type { Split } from '../state/split.ts';
import type { Move } from './story.ts';

/** `legacy answers 90 % of the callers, the candidate 10 % by cohort and 0 % by weight`: the split in percent. */
export function splitInWords({ legacy, cohort, direct }: Split): string {
  return `legacy answers ${numberInWords(legacy)} % of the callers, the candidate ${numberInWords(cohort)} % by cohort and ${numberInWords(direct)} % by weight`;
}

/** `4,180 by legacy, 400 by the candidate (2 failed, 0.5 %)` */
export function answeredInWords({ legacy, candidate, fallbacks }: NonNullable<Move['answered']>): string {
  const side = (name: string, { requests, errors }: typeof legacy) => `${formatCount(requests)} by ${name}${errors > 0 ? ` (${formatCount(errors)} failed, ${formatPercent(errors / Math.max(1, requests))})` : ''}`;
  return `${side('legacy', legacy)}, ${side('the candidate', candidate)}${fallbacks > 0 ? `, ${formatCount(fallbacks)} of them fell back to legacy` : ''}`;
}

export function numberInWords(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : Number(value.toPrecision(4)).toString();
}

/** `mismatchBelow` as `mismatch below`. */
export function keyInWords(key: string): string {
  return key.replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}
