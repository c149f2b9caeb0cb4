import { formatDuration } from '../../../domain/duration.ts';
import type { Line } from '../../terminal/lines.ts';
import { STANDINGS } from '../../status/standings.ts';
import { wrap } from '../../terminal/text-cells.ts';
import type { WatchView } from '../view.ts';

/** Where the group stands, since when, what comes next, and in at most `most` lines why. */
export function standingLines({ summary, now }: WatchView, columns: number, most: number): readonly Line[] {
  const { stop, since, next, standing } = summary;
  const { word, style } = STANDINGS[standing.kind];
  const where = stop === null ? 'nobody knows where it stands' : `at ${stop}${since === null ? '' : ` for ${formatDuration(now - since)}`}`;
  return [[[style, word], '  ', where, next === null ? '' : `, next ${next}`], ...wrap(standing.because, columns - 2, most).map((text): Line => ['  ', text])];
}
