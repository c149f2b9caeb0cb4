import type { Act } from '../../dashboard/state/group-state.ts';
import { LONGEST_REASON, NO_REASON, reasonOf } from '../../domain/reason.ts';
import { KEYS, LOOKING, type Mode } from './view.ts';

/** What a key leads to. */
export type Pressed =
  | { readonly kind: 'mode'; readonly mode: Mode }
  | { readonly kind: 'act'; readonly act: Act; readonly why: string }
  | { readonly kind: 'quit' };

const [CTRL_C, CTRL_D, ENTER, ESCAPE, BACKSPACE, CTRL_H, CTRL_U] = ['\u0003', '\u0004', '\r', '\u001B', '\u007F', '\b', '\u0015'];

/** Pure. `can` is what may be done to the group now: a key for anything else does nothing. */
export function pressKey(mode: Mode, key: string, can: readonly Act[]): Pressed {
  if (key === CTRL_C || key === CTRL_D) return { kind: 'quit' };
  switch (mode.kind) {
    case 'looking':
      return fromLooking(key, can);
    case 'reason':
      return fromReason(mode, key);
    case 'confirm':
      return key === 'y' ? { kind: 'act', act: mode.act, why: mode.why } : { kind: 'mode', mode: LOOKING };
    case 'acting':
      return { kind: 'mode', mode };
  }
}

function fromLooking(key: string, can: readonly Act[]): Pressed {
  if (key === 'q') return { kind: 'quit' };
  const act = KEYS.find((each) => each.key === key)?.act;
  return { kind: 'mode', mode: act && can.includes(act) ? { kind: 'reason', act, why: '' } : LOOKING };
}

function fromReason(mode: Extract<Mode, { kind: 'reason' }>, key: string): Pressed {
  const { act, why } = mode;
  const write = (text: string): Pressed => ({ kind: 'mode', mode: { ...mode, why: text } });
  if (key === ESCAPE) return { kind: 'mode', mode: LOOKING };
  if (key === BACKSPACE || key === CTRL_H) return write(Array.from(why).slice(0, -1).join(''));
  if (key === CTRL_U) return write('');
  // Arrows and the like write nothing.
  if (key.startsWith(ESCAPE)) return { kind: 'mode', mode };
  if (key !== ENTER && key !== '\n') return write((why + key.replace(/[\p{Cc}\p{Cf}]/gu, '')).slice(0, LONGEST_REASON));
  const reason = reasonOf(why);
  // Nobody who stops something is asked for words.
  if (reason === NO_REASON && act !== 'hold' && act !== 'rollback') return { kind: 'mode', mode };
  return act === 'rollback' ? { kind: 'mode', mode: { kind: 'confirm', act, why: reason } } : { kind: 'act', act, why: reason };
}
