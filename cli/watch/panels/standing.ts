import type { StandingKind } from '../../../dashboard/state/standing.ts';
import { formatDuration } from '../../../domain/duration.ts';
import type { Line, Style } from '../../lines.ts';
import { wrap } from '../../text-cells.ts';
import type { WatchView } from '../view.ts';

/** A standing as one word, and how urgent it looks. */
export const STANDINGS: Readonly<Record<StandingKind, { readonly word: string; readonly style: Style }>> = {
  unknown: { word: 'CANNOT BE READ', style: 'red' },
  failing: { word: 'FAILING', style: 'red' },
  drifted: { word: 'DRIFTED', style: 'red' },
  'rolled-back': { word: 'ROLLED BACK', style: 'yellow' },
  restrained: { word: 'HELD BACK', style: 'yellow' },
  asks: { word: 'ASKS FOR A YES', style: 'yellow' },
  changing: { word: 'CHANGING', style: 'cyan' },
  watching: { word: 'WATCHING', style: 'cyan' },
  ready: { word: 'READY', style: 'green' },
  finished: { word: 'FINISHED', style: 'green' },
  'not-begun': { word: 'NOT BEGUN', style: 'dim' },
};

/** Where the group stands, since when, what comes next, and in at most `most` lines why. */
export function standingLines({ summary, now }: WatchView, columns: number, most: number): readonly Line[] {
  const { stop, since, next, standing } = summary;
  const { word, style } = STANDINGS[standing.kind];
  const where = stop === null ? 'nobody knows where it stands' : `at ${stop}${since === null ? '' : ` for ${formatDuration(now - since)}`}`;
  return [[[style, word], '  ', where, next === null ? '' : `, next ${next}`], ...wrap(standing.because, columns - 2, most).map((text): Line => ['  ', text])];
}
