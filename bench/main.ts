import type { Figure } from './figure.ts';
import { commandLineFigures } from './figures/command-line.ts';
import { comparisonFigures } from './figures/comparison.ts';
import { parityGateFigures } from './figures/parity-gate.ts';
import { sandboxFigures } from './figures/sandbox.ts';

const json = process.argv.includes('--json');
for (const measure of [commandLineFigures, comparisonFigures, parityGateFigures, sandboxFigures]) {
  for (const each of await measure()) process.stdout.write(`${json ? JSON.stringify(each) : inWords(each)}\n`);
}

function inWords({ name, value, unit, target, ok }: Figure): string {
  return `${ok ? 'ok  ' : 'MISS'}  ${name}: ${value} ${unit} (${target})`;
}
