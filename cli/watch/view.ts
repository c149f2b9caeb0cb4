import type { Act, GroupDetail, GroupSummary } from '../../dashboard/state/group-state.ts';

/** All that the screen of `banyan watch` shows. */
export interface WatchView {
  readonly summary: GroupSummary;
  readonly detail: GroupDetail;
  /** Epoch milliseconds. */
  readonly now: number;
  /** When all this was read. */
  readonly seenAt: number;
  /** Why the last look failed, if it did: what is shown is older then. */
  readonly failed: string | null;
  readonly mode: Mode;
  /** What came of the last thing that was done; empty: nothing was. */
  readonly told: string;
}

/** What the keys mean now. */
export type Mode =
  | { readonly kind: 'looking' }
  /** A reason is being written. */
  | { readonly kind: 'reason'; readonly act: Act; readonly why: string }
  /** It has one, and wants a yes. */
  | { readonly kind: 'confirm'; readonly act: 'rollback'; readonly why: string }
  | { readonly kind: 'acting'; readonly act: Act };

export const LOOKING: Mode = { kind: 'looking' };

/** The keys, in the order in which they are shown. */
export const KEYS: readonly { readonly key: string; readonly act: Act; readonly label: string }[] = [
  { key: 'a', act: 'approve', label: 'approve' },
  { key: 'h', act: 'hold', label: 'hold' },
  { key: 'r', act: 'resume', label: 'resume' },
  { key: 'b', act: 'rollback', label: 'roll back' },
];
