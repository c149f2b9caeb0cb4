import { RECENT_BLOCK_MS, type Comparisons, type RecentSessions } from '../../domain/counters.ts';
import { createSessionTally } from './session-tally.ts';

/** What came of one comparison. */
export interface Compared {
  readonly outcome: 'equal' | 'differing' | 'failed';
  /** What either side answered; `null`: nothing. */
  readonly legacyStatus: number;
  readonly candidateStatus: number | null;
}

/** Counts comparisons, and the sessions they belong to. */
export interface ComparisonTally {
  record(session: string, compared: Compared): void;
  counters(): Omit<Comparisons, 'dropped'>;
}

const SIGNS = ['differing', 'legacyOnly', 'candidateOnly', 'both'] as const;
type Sign = (typeof SIGNS)[number];

/** Blocks of {@link RECENT_BLOCK_MS} that are kept: a day's. */
const RECENT_BLOCKS = 48;

export function createComparisonTally(now: () => number): ComparisonTally {
  const recent = new Map<string, RecentSessions>();
  const sessions = createSessionTally({ signs: SIGNS, now, onEnd: noteEnded });
  let [compared, differing, failed] = [0, 0, 0];

  function noteEnded(ended: Readonly<Record<Sign, number>>): void {
    const block = String(Math.floor(now() / RECENT_BLOCK_MS));
    const before = recent.get(block) ?? { sessions: 0, differing: 0, legacyOnly: 0, candidateOnly: 0 };
    recent.set(block, {
      sessions: before.sessions + 1,
      differing: before.differing + ended.differing,
      legacyOnly: before.legacyOnly + ended.legacyOnly,
      candidateOnly: before.candidateOnly + ended.candidateOnly,
    });
    const [oldest] = recent.keys();
    if (recent.size > RECENT_BLOCKS && oldest !== undefined) recent.delete(oldest);
  }

  return {
    record(session, { outcome, legacyStatus, candidateStatus }) {
      compared += 1;
      if (outcome !== 'equal') differing += 1;
      if (outcome === 'failed') failed += 1;
      const failure = failureOf(legacyStatus >= 500, candidateStatus === null || candidateStatus >= 500);
      sessions.record(session, [...(outcome === 'equal' ? [] : (['differing'] as const)), ...failure]);
    },
    counters() {
      const { sessions: ended, shares } = sessions.totals();
      const { differing: sessionDiffering, ...sessionFailures } = shares;
      return { compared, differing, failed, sessions: ended, sessionDiffering, sessionFailures, recent: Object.fromEntries(recent) };
    },
  };
}

function failureOf(legacy: boolean, candidate: boolean): readonly Sign[] {
  if (legacy && candidate) return ['both'];
  if (legacy) return ['legacyOnly'];
  return candidate ? ['candidateOnly'] : [];
}
