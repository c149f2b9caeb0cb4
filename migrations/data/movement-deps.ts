import type { MovedData } from '../../domain/data-mapping.ts';
import type { Stores } from './tell.ts';

/** What the movement of one group's data is made of. */
export interface MovementDeps extends Stores {
  readonly group: string;
  readonly data: MovedData;
  /** Whether this mover is the one that moves this group; a second one only looks on. */
  readonly leads: () => Promise<boolean>;
  /** Epoch milliseconds, and milliseconds that only grow. */
  readonly now: () => number;
  readonly elapsed: () => number;
  /** By which values that differ are shown as hashes. */
  readonly salt: string;
}
