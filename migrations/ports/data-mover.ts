import type { DesiredData, ObservedData } from '../../domain/data-movement.ts';

/** The mover between legacy's store and the candidates', as the engine needs it. It reads the mappings from the migration files by itself. */
export interface DataMover {
  /** How the data of each group stands; `absent` where nothing of its movement is in either store. One reading for all groups named. */
  observe(groups: readonly string[]): Promise<Readonly<Record<string, ObservedData | 'absent'>>>;
  /**
   * Tells the mover what to bring about, and returns when it is told durably and, where the ownership changes, when it has changed: in one observable moment,
   * after writers were held and the lag was drained. It changes only between `forward` and `reverse`; `reverse` → `ended` gives up the way back, and from `ended` there is none.
   * Backfill and verification go on by themselves afterwards. Idempotent; told the same again, it puts right what is missing.
   * @throws BanyanError MOVER_UNREACHABLE (passing), MOVER_REFUSED with the reason: nothing was changed then
   */
  ensure(group: string, desired: DesiredData): Promise<void>;
  /**
   * Removes what the movement left in both stores (triggers, capture, checkpoints, quarantine), never a row of the tables themselves. None is fine.
   * @throws BanyanError MOVER_REFUSED while the candidate owns the writes
   */
  remove(group: string): Promise<void>;
}
