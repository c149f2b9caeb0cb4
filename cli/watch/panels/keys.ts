import type { Act } from '../../../dashboard/state/group-state.ts';
import type { Line, Span } from '../../terminal/lines.ts';
import { KEYS, type WatchView } from '../view.ts';

const IN_WORDS: Readonly<Record<Act, string>> = { approve: 'approve', hold: 'hold', resume: 'let go on', rollback: 'roll back' };

/** The lowest line: what the keys do, or what is being asked. */
export function keysLine({ mode, summary }: WatchView): Line {
  const { group, stop, can } = summary;
  switch (mode.kind) {
    case 'reason':
      return [['yellow', `Why ${IN_WORDS[mode.act]} ${group}? `], mode.why, ['inverse', ' '], ['dim', '  Enter, or Esc to leave it']];
    case 'confirm':
      return [['bold', 'y'], ['red', ` rolls ${group} back from ${stop ?? '?'} to legacy`], ', any other key does not', ['dim', `  (${mode.why})`]];
    case 'acting':
      return [['yellow', `${IN_WORDS[mode.act]}: under way …`]];
    case 'looking':
      return [...KEYS.flatMap(({ key, act, label }): Span[] => (can.includes(act) ? [['bold', key], ` ${label}  `] : [])), ['bold', 'q'], ' quit, which changes nothing'];
  }
}
