import { createNoiseLedger, createRedactor, NO_RULES, type CapturedResponse, type Exchange } from '../../../shadow/index.ts';
import { compareExchange } from '../../../shadow/compare.ts';
import { observeNoise } from '../../../shadow/noise/observe-noise.ts';
import { proposalsOf } from '../../../domain/mask-proposal.ts';
import { findingsOf } from '../../../domain/noise-findings.ts';
import { figure, median, type Figure } from '../../figure.ts';
import { randomFrom, type Random } from '../gates/random.ts';

const MIGRATIONS = 200;
const SAMPLES = 120;
const redactor = createRedactor({ runKey: new Uint8Array(32) });

/** An answer with an id of the request, the moment, what comes in any order, a count that races, a word of three, and what is there at times. */
function answer(random: Random, at: number): CapturedResponse {
  const digits = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  const related = [3, 5, 7, 11].map((id) => [random(), id] as const).toSorted(([a], [b]) => a - b).map(([, id]) => id);
  const body = {
    requestId: `${digits(8)}-${digits(4)}-4${digits(3)}-8${digits(3)}-${digits(12)}`,
    at: new Date(at + 1_000 * random()).toISOString(),
    related,
    state: ['open', 'closed', 'lost'][Math.floor(3 * random())],
    items: Array.from({ length: 5 }, (_, id) => ({ id, price: id + 0.99, viewers: random() < 0.1 ? 1_001 : 1_000, ...(random() < 0.05 && { hint: 'last one' }) })),
  };
  return { status: 200, rawHeaders: ['Content-Type', 'application/json', 'X-Node', random() < 0.5 ? 'web-1' : 'web-2'], body: new TextEncoder().encode(JSON.stringify(body)), bodyTruncated: false, ms: 1 };
}

const EXPECTED: Readonly<Record<string, string>> = { '$.at': 'timestamp within 5s', '$.requestId': 'uuid', '$.related': 'unordered', '$.state': 'one of closed|lost|open' };

/** Whole answers through the comparer, the ledger and the tests, with a look after every tenth sample. */
export function noisyAnswersFigures(): Figure[] {
  const random = randomFrom(20_260_603);
  let flagged = 0;
  let learned = 0;
  const ms: number[] = [];
  for (let migration = 0; migration < MIGRATIONS; migration++) {
    const ledger = createNoiseLedger();
    let found = false;
    for (let at = 0; at < SAMPLES; at++) {
      const [legacy, legacyAgain, candidate, candidateAgain] = [answer(random, at), answer(random, at), answer(random, at), answer(random, at)] as const;
      const exchange: Exchange = { method: 'GET', target: '/api/products', at, legacy, candidate, purpose: { legacyAgain, candidateAgain } };
      const comparison = compareExchange(exchange, NO_RULES, redactor);
      const from = performance.now();
      const observation = observeNoise(exchange, comparison, NO_RULES, redactor);
      ms.push(performance.now() - from);
      if (observation) ledger.add(comparison.route, at, observation);
      if (at % 10 === 9) found ||= findingsOf(ledger.report()).length > 0;
    }
    if (found) flagged += 1;
    const proposals = new Map(proposalsOf(ledger.report()).map((each) => [each.path, each.propose === 'mask' ? each.mask : each.propose]));
    if (Object.entries(EXPECTED).every(([path, mask]) => proposals.get(path) === mask)) learned += 1;
  }
  return [
    figure('noisy answers of legacy against its own, whole: migrations with any finding', (100 * flagged) / MIGRATIONS, '%', '≤', 5),
    figure('noisy answers: migrations in which every noisy field has got its tightest mask after 120 samples', (100 * learned) / MIGRATIONS, '%', '≥', 99),
    figure('what a sample costs the comparing thread beside its comparison, median', median(ms), 'ms', '≤', 2),
  ];
}
