import type { GroupDetail } from '../../../dashboard/state/group-state.ts';
import type { Line } from '../../terminal/lines.ts';

/** The last of the journal, the newest first, in at most `rows` lines, its heading included; nothing where there is no room for an entry. */
export function journalTail({ journal }: GroupDetail, rows: number): readonly Line[] {
  if (rows < 2) return [];
  const lines = journal.lines.slice(0, rows - 1);
  return [[['bold', 'journal '], ['dim', journal.length === 0 ? 'is empty' : `${journal.length} entries`]], ...lines.map(({ at, who, what, why }): Line => [['dim', `${new Date(at).toISOString().slice(11, 19)} `], `${who.split('@', 1)[0]} ${what}`, ['dim', `  ${why}`]])];
}
