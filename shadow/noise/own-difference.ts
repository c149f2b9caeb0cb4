import { mergeValues } from '../../domain/noise.ts';
import { compareExchange } from '../compare.ts';
import type { ComparisonRules } from '../comparison.ts';
import type { Exchange } from '../exchange.ts';
import type { Redactor } from '../redact.ts';
import { holdingMasks } from './holding-masks.ts';
import type { OwnDifference } from './observation.ts';
import { createRawWriter, readRaw } from './raw-values.ts';

/** Where the two answers of an exchange differ that are both legacy's, the earlier one first. One entry for each path and kind. */
export function differFromItself(exchange: Exchange, rules: ComparisonRules, ofRun: Redactor): readonly OwnDifference[] {
  const redactor = ofRun.with(rules.redact);
  const found = new Map<string, OwnDifference>();
  for (const { path, kind, legacy, candidate } of compareExchange(exchange, rules, createRawWriter(redactor)).differences) {
    const [earlier, later] = [readRaw(legacy), readRaw(candidate)];
    const here: OwnDifference = { path, kind, holds: holdingMasks(earlier, later), values: mergeValues(shown(earlier), shown(later)) };
    const key = `${kind} ${path}`;
    const before = found.get(key);
    found.set(key, before ? { path, kind, holds: before.holds.filter((mask) => here.holds.includes(mask)), values: mergeValues(before.values, here.values) } : here);

    function shown(value: typeof earlier): readonly string[] | null {
      if (value?.kind !== 'string' || !/^[\w.-]{1,40}$/.test(value.text)) return null;
      return redactor.text(path, value.text) === JSON.stringify(value.text) ? [value.text] : null;
    }
  }
  return [...found.values()];
}
