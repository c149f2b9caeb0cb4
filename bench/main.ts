import type { Figure } from './figure.ts';
import { commandLineFigures } from './figures/command-line.ts';
import { otherComparersFigures } from './figures/comparison/against-others.ts';
import { comparisonFigures } from './figures/comparison/comparer.ts';
import { captureFigures } from './figures/data/capture-cost.ts';
import { dataFigures } from './figures/data/speed.ts';
import { cutoverFigures } from './figures/data/cutover.ts';
import { engineReadFigures } from './figures/engine/reads.ts';
import { rollbackAtWeightFigures, rollbackToStartFigures } from './figures/engine/rollback/at-weight.ts';
import { rollbackFigures } from './figures/engine/rollback/through-proxies.ts';
import { callersGateFigures } from './figures/gates/callers.ts';
import { diffyRuleFigures } from './figures/gates/diffy-rule.ts';
import { driftFigures } from './figures/gates/drift.ts';
import { pairedGateFigures } from './figures/gates/pairs.ts';
import { parityGateFigures } from './figures/gates/parity.ts';
import { noisyAnswersFigures } from './figures/noise/answers.ts';
import { legacyAgainstItselfFigures } from './figures/noise/legacy-against-itself.ts';
import { noisePowerFigures } from './figures/noise/power.ts';
import { hungCandidateFigures } from './figures/proxy/hung-candidate.ts';
import { memoryFigures } from './figures/proxy/memory.ts';
import { throughputFigures } from './figures/proxy/throughput.ts';
import { sandboxFigures } from './figures/sandbox.ts';

/** By the word that asks for them alone: `npm run bench -- proxy-memory`. */
const FIGURES: Readonly<Record<string, () => Figure[] | Promise<Figure[]>>> = {
  'command-line': commandLineFigures,
  comparison: comparisonFigures,
  'comparison-others': otherComparersFigures,
  'gates-parity': parityGateFigures,
  'gates-pairs': pairedGateFigures,
  'gates-callers': callersGateFigures,
  'gates-drift': driftFigures,
  'gates-diffy-rule': diffyRuleFigures,
  'noise-itself': legacyAgainstItselfFigures,
  'noise-power': noisePowerFigures,
  'noise-answers': noisyAnswersFigures,
  data: dataFigures,
  'data-capture': captureFigures,
  'data-cutover': () => cutoverFigures(),
  'engine-reads': engineReadFigures,
  rollback: rollbackFigures,
  'rollback-weight': rollbackAtWeightFigures,
  'rollback-start': rollbackToStartFigures,
  sandbox: sandboxFigures,
  'proxy-throughput': () => throughputFigures(),
  'proxy-hung-candidate': () => hungCandidateFigures(),
  'proxy-memory': memoryFigures,
};

const json = process.argv.includes('--json');
const asked = process.argv.slice(2).filter((word) => word !== '--json');
const unknown = asked.filter((word) => !(word in FIGURES));
if (unknown.length > 0) throw new Error(`There are no figures called ${unknown.join(', ')}; there are ${Object.keys(FIGURES).join(', ')}.`);
for (const [word, measure] of Object.entries(FIGURES)) {
  if (asked.length > 0 && !asked.includes(word)) continue;
  for (const each of await measure()) process.stdout.write(`${json ? JSON.stringify(each) : inWords(each)}\n`);
}

function inWords({ name, value, unit, target, ok }: Figure): string {
  return `${ok ? 'ok  ' : 'MISS'}  ${name}: ${value} ${unit} (${target})`;
}
