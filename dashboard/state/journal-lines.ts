import type { GateVerdict } from '../../domain/gate.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';

/** One entry of a journal, to read. */
export interface JournalLine {
  readonly number: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly who: string;
  readonly kind: JournalEntry['kind'] | 'rolled-back';
  /** `moved from front to shadow` */
  readonly what: string;
  readonly why: string;
  /** What was changed, what is left, what was timed. */
  readonly details: readonly string[];
  readonly verdicts: readonly GateVerdict[];
}

/** Whether it was decided, and is not how the engine brought it about: of that there is a lot, and it is seldom asked for. */
export function isDecision({ kind }: JournalLine): boolean {
  return kind !== 'intent' && kind !== 'outcome' && kind !== 'verdict';
}

export function journalLines(entries: readonly JournalEntry[]): readonly JournalLine[] {
  return entries.map((entry, number) => ({
    number,
    at: Date.parse(entry.at),
    who: entry.who,
    kind: entry.kind === 'moved' && entry.how === 'roll-back' ? 'rolled-back' : entry.kind,
    what: whatOf(entry),
    why: entry.why,
    details: detailsOf(entry),
    verdicts: 'verdicts' in entry ? entry.verdicts : [],
  }));
}

function whatOf(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'moved':
      return `${entry.how === 'roll-back' ? 'rolled back' : 'moved'} from ${entry.from} to ${entry.to}`;
    case 'intent':
      return `begins to change the world for ${entry.stop}`;
    case 'outcome':
      return entry.left.length === 0 ? `sees the world as ${entry.stop} desires it` : `sees what is left to do for ${entry.stop}`;
    case 'verdict':
      return `asked the gates of ${entry.stop}`;
    case 'stood':
      return `saw ${entry.revision.image} healthy at ${entry.stop}`;
    case 'fell':
      return `gave ${entry.image} up at ${entry.stop}: it did not come up`;
    case 'vacated':
      return `sees that the load balancer sends nobody to the candidate any more, whose tasks are of ${entry.deployment}`;
    case 'approved':
      return `approved that it leaves ${entry.stop}`;
    case 'held':
      return `holds it at ${entry.stop}`;
    case 'resumed':
      return `lets it go on from ${entry.stop}`;
    case 'timed':
      return 'measured the roll-back';
  }
}

function detailsOf(entry: JournalEntry): readonly string[] {
  if (entry.kind === 'intent') return entry.changes;
  if (entry.kind === 'outcome') return entry.left;
  return entry.kind === 'timed' ? [`last request on the candidate: ${entry.lastRequest}`] : [];
}
