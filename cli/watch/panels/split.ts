import type { Split } from '../../../dashboard/state/split.ts';
import type { Line } from '../../terminal/lines.ts';
import { formatSplit } from '../../traffic/traffic-split.ts';
import { sparkline } from '../sparkline.ts';
import type { WatchView } from '../view.ts';

const MARGIN = 6;

/** Who answers now, what the stop asks for, and the candidate's share over time in so many rows. */
export function splitLines({ summary: { asked, measured }, detail }: WatchView, columns: number, height: number): readonly Line[] {
  const known = detail.measured.filter(({ legacy, cohort, direct }) => legacy + cohort + direct > 0);
  const rows = sparkline(known.map(candidateShare), columns - MARGIN, height);
  return [
    [['bold', 'split '], measured ? formatSplit(measured) : 'nothing measured yet'],
    [['dim', `      asked: ${asked ? `candidate ${inPercent(candidateShare(asked))}` : 'unknown'}; below, the candidate’s share of what was answered`]],
    ...rows.map((row, index): Line => [['dim', (index === 0 ? '100 % ' : index === height - 1 ? '  0 % ' : '      ').slice(0, MARGIN)], ['cyan', row]]),
  ];
}

function candidateShare({ legacy, cohort, direct }: Split): number {
  const total = legacy + cohort + direct;
  return total === 0 ? 0 : (cohort + direct) / total;
}

function inPercent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
