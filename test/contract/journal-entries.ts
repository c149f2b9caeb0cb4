import { NOTHING_COUNTED } from '../../domain/counters.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';

const header = { at: '2026-03-01T12:00:00.000Z', who: 'ada@workstation', why: 'gates open' };
const mark = { at: 1_772_366_400_000, proxies: { 'proxy-1': { ...NOTHING_COUNTED, fallbacks: 2 } }, slowAboveMs: 84.5 };
const verdicts = [{ gate: 'parity', state: 'held', because: '12 of 3,000 compared', evidence: { compared: 12, bound: null, rule: 'wald' } }] as const;

/** One entry of every kind. */
export const ENTRIES: readonly JournalEntry[] = [
  { ...header, kind: 'moved', how: 'advance', from: 'start', to: 'deploy', verdicts: [], mark },
  { ...header, kind: 'intent', stop: 'deploy', changes: ['create target group catalog'] },
  { ...header, kind: 'outcome', stop: 'deploy', left: [], of: 1 },
  { ...header, kind: 'verdict', stop: 'shadow', verdicts },
  { ...header, kind: 'stood', stop: 'shadow', revision: { revision: 'catalog:2', fingerprint: 'f2', image: 'shop/catalog:2', health: '/healthz' }, mark },
  { ...header, kind: 'fell', stop: 'shadow', fingerprint: 'f3', image: 'shop/catalog:3' },
  { ...header, kind: 'vacated', stop: 'deploy', deployment: 'ecs-svc/7' },
  { ...header, kind: 'approved', stop: 'shadow' },
  { ...header, kind: 'held', stop: 'shadow' },
  { ...header, kind: 'resumed', stop: 'shadow' },
  { ...header, kind: 'moved', how: 'roll-back', from: 'shadow', to: 'deploy', verdicts, mark: { ...mark, proxies: {}, slowAboveMs: null } },
  { ...header, kind: 'timed', stop: 'deploy', overrideMs: 41, flagMs: 120, ruleMs: null, lastRequestMs: 290, lastRequest: 'through a proxy after 290 ms at the latest' },
  { ...header, kind: 'outcome', stop: 'cutover', left: [], of: 3, pause: { at: 1_772_366_400_000, ms: 38.5 } },
];

export function intentOf(who: string, change: string): JournalEntry {
  return { ...header, who, kind: 'intent', stop: 'deploy', changes: [change] };
}
