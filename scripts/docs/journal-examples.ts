import type { EntryHeader, JournalEntry } from '../../domain/journal-entry.ts';

const byRun = (at: string): EntryHeader => ({ at: `2026-05-01T${at}Z`, who: 'ana@workstation', why: 'run' });
const byAna = (at: string, why: string): EntryHeader => ({ ...byRun(at), why });
const mark = (at: number) => ({ at, proxies: {}, slowAboveMs: null });

/** An entry of each kind, as docs/journal.md shows them. */
export const JOURNAL_EXAMPLES: readonly JournalEntry[] = [
  {
    ...byRun('12:00:02.114'),
    kind: 'moved',
    how: 'advance',
    from: 'shadow',
    to: 'cohort:10',
    verdicts: [{ gate: 'parity', state: 'open', because: '0 of 367 sessions (0 %) differ, at most 0.98 % (sure at 95 % at all times): below 1 % at odds of 22:1, 20:1 asked', evidence: { sessions: 367, compared: 784, differing: 0, atMost: 0.00978, odds: 21.83, oddsAsked: 20 } }],
    mark: mark(1_777_636_802_114),
  },
  { ...byRun('12:00:02.410'), kind: 'intent', stop: 'cohort:10', changes: ['flags: on, cohort 10 %, shadow 100 %'] },
  { ...byRun('12:00:03.022'), kind: 'outcome', stop: 'cohort:10', left: [], of: 41 },
  { ...byRun('12:00:03.540'), kind: 'verdict', stop: 'cohort:10', verdicts: [{ gate: 'soak', state: 'held', because: '1.4 s at this stop, 10 m needed: 10 m left', evidence: { passedMs: 1426, neededMs: 600_000 } }] },
  { ...byRun('11:20:44.907'), kind: 'stood', stop: 'deploy', revision: { revision: 'arn:aws:ecs:eu-central-1:123456789012:task-definition/catalog:7', fingerprint: '61cc12ed01b028c7', image: 'shop/catalog:7', health: '/healthz' }, mark: mark(1_777_634_444_907) },
  { ...byRun('11:08:12.003'), kind: 'fell', stop: 'deploy', fingerprint: '2f0a61d7c2e94b50', image: 'shop/catalog:6' },
  { ...byAna('12:02:00.551', 'release notes are out'), kind: 'approved', stop: 'cohort:10' },
  { ...byAna('12:04:11.214', 'price change on Friday'), kind: 'held', stop: 'cohort:10' },
  { ...byAna('12:30:40.718', 'prices are changed'), kind: 'resumed', stop: 'cohort:10' },
  { ...byAna('14:10:00.002', 'checkout is slow'), kind: 'vacated', stop: 'deploy', deployment: 'ecs-svc/4816248865137784977' },
  { ...byAna('14:10:02.755', 'checkout is slow'), kind: 'timed', stop: 'deploy', overrideMs: 241, flagMs: 421, ruleMs: 797, lastRequestMs: 1533, lastRequest: 'through a proxy none since; straight from the load balancer after 1.5 s at the latest' },
];
