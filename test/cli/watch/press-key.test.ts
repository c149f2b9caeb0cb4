import { expect, test } from '@jest/globals';
import { pressKey } from '../../../cli/watch/press-key.ts';
import { LOOKING, type Mode } from '../../../cli/watch/view.ts';

const can = ['hold', 'rollback'] as const;
const reason = (why: string): Mode => ({ kind: 'reason', act: 'rollback', why });
const confirm: Mode = { kind: 'confirm', act: 'rollback', why: 'bad' };

test.each<[string, Mode, string, unknown]>([
  ['q quits', LOOKING, 'q', { kind: 'quit' }],
  ['so does Ctrl-C, whatever is asked', confirm, '\u0003', { kind: 'quit' }],
  ['b asks for a reason first', LOOKING, 'b', { kind: 'mode', mode: reason('') }],
  ['what cannot be done now is not begun', LOOKING, 'a', { kind: 'mode', mode: LOOKING }],
  ['letters are written down, q too', reason('ba'), 'q', { kind: 'mode', mode: reason('baq') }],
  ['what is pasted is one reason, without control characters', reason(''), 'a\tb\u001B[2J', { kind: 'mode', mode: reason('ab[2J') }],
  ['an arrow writes nothing', reason('a'), '\u001B[A', { kind: 'mode', mode: reason('a') }],
  ['backspace takes one character back', reason('bad'), '\u007F', { kind: 'mode', mode: reason('ba') }],
  ['escape leaves it', reason('bad'), '\u001B', { kind: 'mode', mode: LOOKING }],
  ['without a reason nothing is approved', { kind: 'reason', act: 'approve', why: '  ' }, '\r', { kind: 'mode', mode: { kind: 'reason', act: 'approve', why: '  ' } }],
  ['whoever takes a group back is not kept from it by having none', reason('  '), '\r', { kind: 'mode', mode: { ...confirm, why: 'no reason given' } }],
  ['a roll-back wants a yes beside the reason', reason('bad'), '\r', { kind: 'mode', mode: confirm }],
  ['y is a yes', confirm, 'y', { kind: 'act', act: 'rollback', why: 'bad' }],
  ['Enter is none', confirm, '\r', { kind: 'mode', mode: LOOKING }],
  ['a hold needs no second question', { kind: 'reason', act: 'hold', why: 'freeze' }, '\r', { kind: 'act', act: 'hold', why: 'freeze' }],
  ['while something is under way nothing else is begun', { kind: 'acting', act: 'hold' }, 'b', { kind: 'mode', mode: { kind: 'acting', act: 'hold' } }],
])('%s', (_, mode, key, pressed) => expect(pressKey(mode, key, can)).toEqual(pressed));
