import type { Difference } from '../domain/difference.ts';
import { differBodies } from './body-difference.ts';
import type { Comparison, ComparisonRules } from './comparison.ts';
import { differCookies } from './cookie-difference.ts';
import { createDifferenceList, type DifferenceList } from './difference-list.ts';
import type { CapturedResponse, Exchange } from './exchange.ts';
import { compileRules } from './field-rules.ts';
import { differHeaders } from './header-difference.ts';
import { createIdPairs } from './identity/id-pairs.ts';
import type { Redactor } from './redact.ts';
import { routeTemplate } from './route-template.ts';

/** Compares the two answers of an exchange: status, headers, cookies, body. The rules may be used for many; what is made of them is kept. */
export function compareExchange(exchange: Exchange, rules: ComparisonRules, ofRun: Redactor): Comparison {
  const redactor = ofRun.with(rules.redact);
  const differences = createDifferenceList();
  if ('failed' in exchange.candidate) {
    const { failed } = exchange.candidate;
    differences.add('status', 'failed', () => String(exchange.legacy.status), () => failed);
  } else differResponses(exchange, exchange.candidate, rules, redactor, differences);
  return conclude(exchange, differences.all, redactor);
}

/** A comparison from its differences. */
export function conclude({ method, target, at, legacy, candidate, route }: Exchange, differences: readonly Difference[], redactor: Redactor): Comparison {
  return {
    equal: differences.length === 0,
    differences: differences.map((each) => ({ ...each, path: redactor.template(each.path) })),
    route: redactor.template(route ?? routeTemplate(method, target)),
    request: `${method} ${redactor.target(target)}`,
    at,
    legacyStatus: legacy.status,
    candidateStatus: 'failed' in candidate ? null : candidate.status,
  };
}

function differResponses(exchange: Exchange, candidate: CapturedResponse, rules: ComparisonRules, redactor: Redactor, differences: DifferenceList): void {
  const { legacy, target, at } = exchange;
  // The caller's validators came from legacy: it can confirm them where the candidate must answer in full. Such a pair proves nothing either way.
  if (legacy.status === 304 && candidate.status === 200) return;
  if (legacy.status !== candidate.status) differences.add('status', 'value', () => String(legacy.status), () => String(candidate.status));
  // Another class of answer differs in everything, and two errors of the server's own agree in nothing but their status.
  if (statusClass(legacy) !== statusClass(candidate) || statusClass(legacy) === 5) return;
  // Being turned away for asking too often says something of the load, and nothing of what was asked.
  if (legacy.status !== candidate.status && (legacy.status === 429 || candidate.status === 429)) return;
  const compiled = compileRules(rules);
  const ids = createIdPairs(target);
  // Before the headers, in which the body's ids may come again.
  const ofBodies = createDifferenceList();
  differBodies(legacy, candidate, { rules: compiled, redactor, differences: ofBodies, ids });
  differHeaders(legacy.rawHeaders, candidate.rawHeaders, { target, rules: compiled, redactor, differences, ids });
  differCookies(legacy.rawHeaders, candidate.rawHeaders, at, compiled, redactor, differences);
  differences.addAll(ofBodies);
}

function statusClass({ status }: CapturedResponse): number {
  return Math.floor(status / 100);
}
