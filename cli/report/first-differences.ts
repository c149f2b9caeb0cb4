import { NO_DIFFERENCES, type Differences } from '../../domain/difference.ts';
import { firstSentences } from '../../shadow/report/mismatches.ts';
import { visible } from '../../shadow/report/visible.ts';

const FIRST = 3;

/** The most frequent differences as sentences, for where a verdict is told. */
export function firstDifferences(differences: Differences | undefined, now: number): readonly string[] {
  return firstSentences(differences ?? NO_DIFFERENCES, now, FIRST).map(visible);
}

/** Gates whose verdict is about how answers differ. */
export function isAboutDifferences(gate: string): boolean {
  return gate === 'parity' || gate === 'parity-watch';
}
