import type { Differences } from '../../domain/difference.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import type { Learned } from '../../domain/learned.ts';
import type { Stop } from '../../domain/stop.ts';

/** What one tick did. */
export type Tick =
  /** Changed the world towards the position; `left` still differs. `drift` says what had changed though nobody moved, and was put right. */
  | { readonly kind: 'changed'; readonly stop: Stop; readonly drift: readonly string[]; readonly changes: readonly string[]; readonly left: readonly string[] }
  /** Something must come true by itself first. */
  | { readonly kind: 'waiting'; readonly stop: Stop; readonly left: readonly string[] }
  /** The world is as the position desires it. */
  | { readonly kind: 'settled'; readonly stop: Stop }
  | { readonly kind: 'moved'; readonly from: Stop; readonly to: Stop; readonly verdicts: readonly GateVerdict[]; readonly differences?: Differences; readonly learned?: Learned }
  | { readonly kind: 'rolled-back'; readonly from: Stop; readonly because: string; readonly differences?: Differences; readonly learned?: Learned }
  | { readonly kind: 'held'; readonly stop: Stop; readonly because: string; readonly verdicts: readonly GateVerdict[]; readonly differences?: Differences; readonly learned?: Learned }
  /** The last stop, and nothing to do. */
  | { readonly kind: 'finished'; readonly stop: Stop };
