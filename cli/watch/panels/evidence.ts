import type { GroupDetail } from '../../../dashboard/state/group-state.ts';
import type { RollBack } from '../../../dashboard/state/roll-backs.ts';
import { describeData } from '../../../domain/describe-data.ts';
import { formatDuration } from '../../../domain/duration.ts';
import type { GateVerdict } from '../../../domain/gate.ts';
import type { Line, Span } from '../../terminal/lines.ts';
import { cells, wrap } from '../../terminal/text-cells.ts';

const SIGNS: Readonly<Record<GateVerdict['state'], Span>> = { open: ['green', '✓'], held: ['yellow', '…'], failed: ['red', '✗'] };
const NAME = 14;
/** Cells of a meter. */
const METER = 5;

/** Each gate with its numbers, in at most `most` lines a gate. */
export function gateLines({ gates }: GroupDetail, columns: number, most: number): readonly Line[] {
  if (gates.length === 0) return [[['bold', 'gates '], 'none is asked here']];
  return gates.flatMap((verdict) => {
    const before: Line = [SIGNS[verdict.state], ' ', verdict.gate.padEnd(NAME), ' ', ['cyan', meter(verdict)]];
    const indent = NAME + 3 + cells(meter(verdict));
    return wrap(verdict.because, columns - indent - 1, most).map((text, index): Line => (index === 0 ? [...before, text] : [' '.repeat(indent), text]));
  });
}

/** How far a gate that is held has come: `■■··· `; nothing where it does not tell. */
function meter({ state, progress }: GroupDetail['gates'][number]): string {
  if (state !== 'held' || !progress) return '';
  const done = Math.floor(METER * progress.share);
  return `${'■'.repeat(done)}${'·'.repeat(METER - done)} `;
}

export function driftLines({ drift, left }: GroupDetail): readonly Line[] {
  if (drift.length > 0) return drift.map((text): Line => [['red', 'drift '], text]);
  return left.length > 0 ? [[['cyan', 'to do '], left[0] ?? '', left.length > 1 ? ` and ${left.length - 1} more` : '']] : [[['bold', 'drift '], 'none']];
}

/** The two most important sentences about the data. */
export function dataLines({ data }: GroupDetail): readonly Line[] {
  return data === null ? [] : describeData(data).slice(0, 2).map((text): Line => [['bold', 'data  '], text]);
}

/** The last roll-back, with its three times. */
export function rollBackLines({ rollBacks }: GroupDetail): readonly Line[] {
  const last = rollBacks.at(-1);
  return last ? [[['bold', 'back  '], `at ${new Date(last.at).toISOString().slice(11, 19)} from ${last.from}: ${timesOf(last)} (${last.why})`]] : [];
}

function timesOf({ times }: RollBack): string {
  if (!times) return 'not timed';
  const { flagMs, ruleMs, lastRequestMs } = times;
  const inWords = (ms: number | null) => (ms === null ? '–' : formatDuration(ms));
  return `flag ${inWords(flagMs)}, rule ${inWords(ruleMs)}, last request ${inWords(lastRequestMs)}`;
}
