import type { Difference } from '../../domain/difference.ts';
import { compareExchange } from '../compare.ts';
import type { Comparison, ComparisonRules } from '../comparison.ts';
import type { CapturedResponse, Exchange, FailedShadow } from '../exchange.ts';
import type { Redactor } from '../redact.ts';
import type { NoiseObservation, Place } from './observation.ts';
import { differFromItself } from './own-difference.ts';

/** What an exchange tells about noise, beside what came of it as a comparison; `undefined` where it was not made for that. */
export function observeNoise(exchange: Exchange, { differences }: Comparison, rules: ComparisonRules, redactor: Redactor): NoiseObservation | undefined {
  const { purpose, ...plain } = exchange;
  if (purpose === undefined) return undefined;
  if (purpose === 'probe') return { kind: 'probe', legacyDiffers: differFromItself(plain, rules, redactor) };
  const { legacyAgain, candidateAgain } = purpose;
  const legacyDiffers = differFromItself({ ...plain, candidate: legacyAgain }, rules, redactor);
  const varies = (first: CapturedResponse | FailedShadow, second: CapturedResponse | FailedShadow): readonly Place[] | null => {
    if ('failed' in first || 'failed' in second) return null;
    return places(compareExchange({ ...plain, legacy: first, candidate: second }, { ...rules, masks: {} }, redactor).differences);
  };
  const candidate = varies(exchange.candidate, candidateAgain);
  const legacy = candidate && varies(exchange.legacy, legacyAgain);
  return { kind: 'sample', candidateDiffers: places(differences), legacyDiffers, varies: candidate && legacy && { candidate, legacy } };
}

function places(differences: readonly Difference[]): readonly Place[] {
  const distinct = new Map(differences.map(({ path, kind }) => [`${kind} ${path}`, { path, kind }]));
  return [...distinct.values()];
}
