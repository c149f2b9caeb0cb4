import { BanyanError } from '../../domain/errors.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { lastMove, type JournalEntry } from '../../domain/journal-entry.ts';
import { learnedFrom, type Learned } from '../../domain/learned.ts';
import { describeProposal } from '../../domain/mask-proposal.ts';
import { allDifferences, seenSince } from '../../domain/merge-differences.ts';
import type { Migration } from '../../domain/migration.ts';
import { describeFinding } from '../../domain/noise-findings.ts';
import { formatPattern } from '../../domain/route-group.ts';
import { stopName, stopsOf } from '../../domain/stop.ts';
import type { Engine } from '../../migrations/engine/engine.ts';
import { attemptBegan, knownDifferences } from '../../migrations/engine/known-differences.ts';
import { readPosition } from '../../migrations/engine/position.ts';
import { readGates, survey, type Survey } from '../../migrations/engine/survey.ts';
import { coverageOf } from '../../migrations/gates/coverage.ts';
import type { HistoryEntry, MigrationReport, ReadNow } from '../../shadow/report/report.ts';

/** All that is known of how a migration's candidate answers. Where the world cannot be read, what the journal keeps. */
export async function readReport(engine: Engine, migration: Migration): Promise<MigrationReport> {
  const entries = await engine.ports.journal.read(migration.id);
  const { stop } = readPosition(migration, entries);
  const move = lastMove(entries);
  const since = attemptBegan(entries);
  const read = await readWorld(engine, migration);
  const learned = ('unknown' in read ? undefined : learnedFrom(read.evidence.noise)) ?? lastLearned(entries);
  const { masks, unordered } = migration.shadow;
  return {
    migration: migration.id,
    group: migration.group.name,
    patterns: migration.group.patterns.map(formatPattern),
    at: engine.ports.clock.now(),
    stop: stopName(stop),
    stops: stopsOf(migration).map(stopName),
    arrivedAt: move ? Date.parse(move.at) : null,
    now: 'unknown' in read ? read : readNow(read),
    since,
    differences: seenSince(allDifferences(knownDifferences(entries, 'unknown' in read ? {} : read.evidence.differences)), since),
    noise: learned.findings.map(describeFinding),
    masks: {
      inForce: Object.entries(masks),
      unordered,
      proposed: learned.proposals.filter(({ path }) => !Object.hasOwn(masks, path) && !unordered.includes(path)).map(describeProposal),
    },
    history: entries.flatMap(historyOf),
  };
}

type World = { readonly seen: Survey; readonly evidence: Pick<Evidence, 'comparisons' | 'differences' | 'noise' | 'proxies'>; readonly verdicts: readonly GateVerdict[] };

async function readWorld(engine: Engine, migration: Migration): Promise<World | { readonly unknown: string }> {
  try {
    const seen = await survey(engine, migration);
    const { verdicts, evidence } = await readGates(engine, migration, seen);
    return { seen, verdicts, evidence: evidence ?? (await engine.ports.stats.since(migration.group.name, seen.position.mark)) };
  } catch (error) {
    if (error instanceof BanyanError) return { unknown: `${error.code}: ${error.message}` };
    throw error;
  }
}

/** Of legacy's noise, as the journal keeps it: proxies take what they have learned with them. */
function lastLearned(entries: readonly JournalEntry[]): Learned {
  return entries.findLast((entry): entry is JournalEntry & { readonly learned: Learned } => 'learned' in entry && entry.learned !== undefined)?.learned ?? { proposals: [], findings: [] };
}

function readNow({ seen: { drift, observed }, evidence: { comparisons, proxies }, verdicts }: World): ReadNow {
  return { gates: verdicts, comparisons, coverage: coverageOf(comparisons) ?? null, proxies, drift, data: observed.data === 'absent' ? null : observed.data };
}

/** Decisions, and what people said: what was changed in the world on the way is the journal's own business. */
function historyOf(entry: JournalEntry): readonly HistoryEntry[] {
  if (entry.kind === 'intent' || entry.kind === 'outcome' || entry.kind === 'timed') return [];
  const { who, why } = entry;
  const what = entry.kind === 'moved' ? `${entry.how === 'roll-back' ? 'rolled back' : 'moved'} from ${entry.from} to ${entry.to}` : `${entry.kind === 'verdict' ? 'asked' : entry.kind} at ${entry.stop}`;
  return [{ at: Date.parse(entry.at), who, why, what, verdicts: 'verdicts' in entry ? entry.verdicts : [] }];
}
