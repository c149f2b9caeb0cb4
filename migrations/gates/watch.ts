import { RECENT_BLOCK_MS, type RecentSessions } from '../../domain/counters.ts';
import { formatDuration } from '../../domain/duration.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { flawOf, held, NONSENSE } from './judge.ts';
import { logShiryaevRoberts } from './statistics/change-detector.ts';
import { logAbove } from './statistics/one-arm.ts';
import { logPairedWorse, type PairedTally } from './statistics/paired.ts';
import { pairedTallyOf, tallyOf, type Tally } from './statistics/tally.ts';
import { formatCount, formatOdds, formatPercent, formatPoints, formatShare, oddsOf } from './wording.ts';

/** While all is well there is a false alarm once in so many half-hours of traffic or more rarely, on average: once in 208 days. */
const BLOCKS_TO_FALSE_ALARM = 10_000;

/** Whether there is a sign that answers have begun to differ more than the parity gate once showed. */
export function watchParity({ mismatchBelow }: Gate & { readonly kind: 'parity-watch' }, evidence: Evidence): Verdict {
  return watch(mismatchBelow, evidence, {
    nats: ({ differing }) => logAbove(differing, mismatchBelow),
    seen: ({ sessions, differing }) => `${formatShare(differing, sessions, 'sessions')} differ`,
    claim: `more than ${formatPercent(mismatchBelow)}`,
  });
}

/** Whether there is a sign that the candidate has begun to fail what legacy does not. */
export function watchErrors({ margin }: Gate & { readonly kind: 'error-watch' }, evidence: Evidence): Verdict {
  return watch(margin, evidence, {
    nats: ({ failing }) => logPairedWorse(failing, margin),
    seen: ({ sessions, candidateOnly, legacyOnly }) => `of ${formatCount(sessions)} copied sessions, ${formatCount(candidateOnly)} failed on the candidate only, ${formatCount(legacyOnly)} on legacy only`,
    claim: `more than ${formatPoints(margin)} above legacy`,
  });
}

interface Block {
  readonly differing: Tally;
  readonly failing: PairedTally;
}

interface Watched {
  /** ln of the evidence of one block that something is wrong. */
  readonly nats: (block: Block) => number;
  readonly seen: (all: RecentSessions) => string;
  readonly claim: string;
}

/** Fails on an alarm; a proxy that does not answer silences none. Without one it is open as soon as anything was compared: the gate that passed has shown the rest. */
function watch(bound: number, { comparisons }: Evidence, { nats, seen, claim }: Watched): Verdict {
  const flaw = flawOf(bound, 0.5);
  if (flaw) return held(flaw);
  const recent = Object.entries(comparisons.recent)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, block]) => block)
    .filter(({ sessions }) => sessions !== 0);
  const blocks = recent.map(soundBlock);
  if (!blocks.every((each) => each !== undefined)) return held(NONSENSE);
  const all = recent.reduce(add, { sessions: 0, differing: 0, legacyOnly: 0, candidateOnly: 0 });
  if (all.sessions === 0) return held('no evidence: nothing has been compared at this stop yet', { sessions: 0 });

  const detector = logShiryaevRoberts(blocks.map(nats));
  const evidence = { ...all, blocks: blocks.length, detector: oddsOf(detector), alarmAt: BLOCKS_TO_FALSE_ALARM };
  const words = `${seen(all)} within ${formatDuration(blocks.length * RECENT_BLOCK_MS)}`;
  const rarity = `a false alarm comes once in ${formatDuration(BLOCKS_TO_FALSE_ALARM * RECENT_BLOCK_MS)} or more rarely`;
  if (detector >= Math.log(BLOCKS_TO_FALSE_ALARM)) return { state: 'failed', because: `${words}: it has become ${claim} (${formatOdds(detector)}; ${rarity})`, evidence };
  return { state: 'open', because: `${words}: no sign that it has become ${claim} (${formatOdds(detector)} of ${formatOdds(Math.log(BLOCKS_TO_FALSE_ALARM))}; ${rarity})`, evidence };
}

/** `undefined` of counters that make no sense. */
function soundBlock({ sessions, differing, legacyOnly, candidateOnly }: RecentSessions): Block | undefined {
  const [tally, failing] = [tallyOf(sessions, differing), pairedTallyOf(sessions, { legacyOnly, candidateOnly, both: 0 })];
  return tally && failing && { differing: tally, failing };
}

function add(a: RecentSessions, b: RecentSessions): RecentSessions {
  return { sessions: a.sessions + b.sessions, differing: a.differing + b.differing, legacyOnly: a.legacyOnly + b.legacyOnly, candidateOnly: a.candidateOnly + b.candidateOnly };
}
