import type { GroupSummary } from '../../../dashboard/state/group-state.ts';
import type { Line, Span } from '../../terminal/lines.ts';
import { cells } from '../../terminal/text-cells.ts';

/** Every stop, those that are done, the one where it stands and those ahead, in as many lines as it takes. */
export function stopsLines({ stop, stops }: Pick<GroupSummary, 'stop' | 'stops'>, columns: number): readonly Line[] {
  const at = stop === null ? -1 : stops.indexOf(stop);
  const lines: Span[][] = [[]];
  let used = 0;
  for (const [index, name] of stops.entries()) {
    const span: Span = index < at ? ['green', `✓ ${name}`] : index === at ? ['inverse', `▶ ${name}`] : ['dim', `· ${name}`];
    const width = cells(name) + 4;
    if (used + width > columns && used > 0) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)!.push(span, '  ');
    used += width;
  }
  return lines;
}
