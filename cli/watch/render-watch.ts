import { formatDuration } from '../../domain/duration.ts';
import type { Line } from '../terminal/lines.ts';
import { keysLine } from './panels/keys.ts';
import { dataLines, driftLines, gateLines, rollBackLines } from './panels/evidence.ts';
import { journalTail } from './panels/journal.ts';
import { splitLines } from './panels/split.ts';
import { standingLines } from './panels/standing.ts';
import { stopsLines } from './panels/stops.ts';
import type { WatchView } from './view.ts';

export interface Size {
  readonly rows: number;
  readonly columns: number;
}

/** Rows that a large screen has to spare. */
const ROOMY = 34;
const FRESH_MS = 3_000;
const STALE_MS = 15_000;

/** The whole screen, exactly `rows` lines. Where there is little room the journal gives way first, then what stands lowest. Pure. */
export function renderWatch(view: WatchView, { rows, columns }: Size): readonly Line[] {
  const isRoomy = rows >= ROOMY;
  const gap: readonly Line[] = [[]];
  const above = [
    headLine(view, columns),
    ...standingLines(view, columns, isRoomy ? 4 : 2),
    ...gap,
    ...stopsLines(view.summary, columns),
    ...gap,
    ...splitLines(view, columns, isRoomy ? 5 : 2),
    ...gap,
    ...gateLines(view.detail, columns, isRoomy ? 2 : 1),
    ...driftLines(view.detail),
    ...dataLines(view.detail),
    ...rollBackLines(view.detail),
  ];
  const below: readonly Line[] = [...(view.told === '' ? [] : [[['yellow', view.told] as const]]), keysLine(view)];
  const room = Math.max(0, rows - below.length);
  const body = [...above, ...gap, ...journalTail(view.detail, room - above.length - 1)].slice(0, room);
  return [...body, ...Array.from({ length: room - body.length }, (): Line => []), ...below].slice(-rows);
}

function headLine({ summary, now, seenAt, failed }: WatchView, columns: number): Line {
  const age = now - seenAt;
  const isStale = failed !== null || age > STALE_MS;
  const left = `banyan watch  ${summary.group}`;
  const right = failed === null ? `${new Date(now).toISOString().slice(11, 19)} UTC, seen ${age < FRESH_MS ? 'just now' : `${formatDuration(age)} ago`}` : `cannot look since ${formatDuration(age)}: ${failed}`;
  return [['bold', left], ' '.repeat(Math.max(2, columns - left.length - right.length)), [isStale ? 'red' : 'dim', right]];
}
