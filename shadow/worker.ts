import { parentPort, workerData } from 'node:worker_threads';
import { compareExchange } from './compare.ts';
import type { Comparison, ComparisonRules } from './comparison.ts';
import type { Exchange } from './exchange.ts';
import { observeNoise } from './noise/observe-noise.ts';
import { createRedactor } from './redact.ts';

/** What the comparer sends its thread. `rules` as JSON: equal rules are compiled once. */
export interface Job {
  readonly exchange: Exchange;
  readonly rules: string;
}

const MAX_RULES = 100;
const rulesByText = new Map<string, ComparisonRules>();
const redactor = createRedactor({ runKey: (workerData as { readonly runKey: Uint8Array }).runKey });

parentPort?.on('message', ({ exchange, rules }: Job) => parentPort?.postMessage(resultOf(exchange, readRules(rules)), []));

function resultOf(exchange: Exchange, rules: ComparisonRules): Comparison {
  const comparison = compareExchange(exchange, rules, redactor);
  const noise = observeNoise(exchange, comparison, rules, redactor);
  return noise ? { ...comparison, noise } : comparison;
}

function readRules(text: string): ComparisonRules {
  let rules = rulesByText.get(text);
  if (!rules) {
    if (rulesByText.size === MAX_RULES) rulesByText.clear();
    rulesByText.set(text, (rules = JSON.parse(text) as ComparisonRules));
  }
  return rules;
}
