import { BanyanError } from '../../domain/errors.ts';
import type { ObservedData } from '../../domain/data-movement.ts';
import { NO_DIFFERENCES, type Differences } from '../../domain/difference.ts';
import { findStop, nextStop, stopName, stopsOf } from '../../domain/stop.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { lastMove, positionOf } from '../../domain/journal-entry.ts';
import { allDifferences, limitDifferences, seenSince } from '../../domain/merge-differences.ts';
import { formatPattern } from '../../domain/route-group.ts';
import { actsOn, type Act } from '../../migrations/engine/acts.ts';
import { describeChange } from '../../migrations/engine/change.ts';
import { attemptBegan, knownDifferences } from '../../migrations/engine/known-differences.ts';
import { coverageOf } from '../../migrations/gates/coverage.ts';
import { describeComparisons, describeDrops } from '../../shadow/report/counted.ts';
import { describeMismatch, mismatches } from '../../shadow/report/mismatches.ts';
import type { Looked } from '../looking/look.ts';
import { gateProgress, type GateProgress } from './gate-progress.ts';
import { isDecision, journalLines, type JournalLine } from './journal-lines.ts';
import { rollBacksIn, type RollBack } from './roll-backs.ts';
import { askedAt, askedHistory, type AskedSplit, type Split, type SplitAt } from './split.ts';
import { splitsWithin, type SplitHistory } from './split-history.ts';
import { standingOf, type Standing } from './standing.ts';

/** What everybody sees of a route group, in the overview and on its own page. All times are epoch milliseconds. */
export interface GroupSummary {
  readonly group: string;
  readonly migration: string;
  /** `null`: its journal cannot be read. */
  readonly stop: string | null;
  readonly stops: readonly string[];
  readonly next: string | null;
  /** When it came to this stop; `null`: it never moved. */
  readonly since: number | null;
  readonly standing: Standing;
  /** What the stop asks for, in percent; `null` where nobody knows where it stands. */
  readonly asked: Split | null;
  /** Requests within the last moments; `null` where nobody can tell: not yet, or not at this stop. */
  readonly measured: Split | null;
  /** What a person can do about it now. */
  readonly can: readonly Act[];
}

export type { Act };

/** What is seen besides on the page of the group. */
export interface GroupDetail {
  readonly patterns: readonly string[];
  readonly gates: readonly ShownVerdict[];
  /** What of the world is not as the stop desires it. */
  readonly left: readonly string[];
  readonly drift: readonly string[];
  readonly asked: readonly AskedSplit[];
  /** {@link NOTHING} where nobody can tell. */
  readonly measured: readonly SplitAt[];
  readonly comparisons: { readonly compared: string; readonly notes: readonly string[] } | null;
  readonly differences: ShownDifferences;
  readonly data: ObservedData | null;
  readonly rollBacks: readonly RollBack[];
  /** How long the journal is, the last decisions in it, and the last of everything; the newest first. */
  readonly journal: { readonly length: number; readonly decisions: readonly JournalLine[]; readonly lines: readonly JournalLine[] };
}

export type ShownVerdict = GateVerdict & { readonly progress: GateProgress | null };

export interface ShownDifferences extends Differences {
  /** Field by field, the most frequent first. */
  readonly sentences: readonly { readonly route: string; readonly text: string }[];
}

/** What a page gets of differences and journal; all of it is in `banyan report` and in the journal. */
const LIMITS = { groups: 12, routes: 100, chars: 96 * 1024 };
const SENTENCES = 40;
const LINES = 120;
const DECISIONS = 60;

/** Pure. `windowMs` is how far back the measured split looks. */
export function summaryOf(looked: Looked, history: SplitHistory, windowMs: number): GroupSummary {
  const { migration, entries } = looked;
  const stop = entries && findStop(migration, positionOf(entries));
  const next = stop && nextStop(migration, stop);
  const move = entries && lastMove(entries);
  return {
    group: migration.group.name,
    migration: migration.id,
    stop: entries ? positionOf(entries) : null,
    stops: stopsOf(migration).map(stopName),
    next: next ? stopName(next) : null,
    since: move ? Date.parse(move.at) : null,
    standing: standingOf(looked),
    asked: stop ? askedAt(migration, stop) : null,
    // What was counted before it was taken back is no longer so.
    measured: looked.counted ? withoutTime(splitsWithin(history, windowMs).at(-1)) : null,
    can: actsOn(migration, { entries, data: looked.seen instanceof BanyanError ? 'unknown' : looked.seen.observed.data, verdicts: looked.verdicts }),
  };
}

/** Pure. */
export function detailOf({ migration, entries = [], seen, verdicts, counted }: Looked, history: SplitHistory, windowMs: number, at: number): GroupDetail {
  const survey = seen instanceof BanyanError ? undefined : seen;
  const lines = journalLines(entries);
  const coverage = counted && (coverageOf(counted.comparisons) ?? null);
  const told = counted && { comparisons: counted.comparisons, coverage: coverage ?? null, proxies: counted.proxies };
  const differences = seenSince(allDifferences(knownDifferences(entries, counted?.differences)), attemptBegan(entries));
  return {
    patterns: migration.group.patterns.map(formatPattern),
    gates: verdicts.map((verdict) => ({ ...verdict, progress: gateProgress(verdict) })),
    left: survey?.plan.map(describeChange) ?? [],
    drift: survey?.drift ?? [],
    asked: askedHistory(migration, entries),
    measured: splitsWithin(history, windowMs),
    comparisons: told ? { compared: describeComparisons(told), notes: describeDrops(told) } : null,
    differences: shown(differences, at),
    data: survey && survey.observed.data !== 'absent' ? survey.observed.data : null,
    rollBacks: rollBacksIn(entries),
    journal: { length: lines.length, decisions: lines.filter(isDecision).slice(-DECISIONS).toReversed(), lines: lines.slice(-LINES).toReversed() },
  };
}

function shown(all: Differences, at: number): ShownDifferences {
  if (all.differences.length === 0) return { ...NO_DIFFERENCES, sentences: [] };
  const sentences = mismatches(all).slice(0, SENTENCES).map((each) => ({ route: each.route, text: describeMismatch(each, at) }));
  return { ...limitDifferences(all, LIMITS), sentences };
}

function withoutTime(split: SplitAt | undefined): Split | null {
  return split ? { legacy: split.legacy, cohort: split.cohort, direct: split.direct } : null;
}
