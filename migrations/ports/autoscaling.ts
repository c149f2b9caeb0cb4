import type { Scale } from '../../domain/candidate.ts';

/** Application Auto Scaling as the engine needs it. */
export interface Autoscaling {
  /** Bounds and targets in force for the service, or `undefined` where it does not scale. */
  observe(service: string): Promise<Scale | undefined>;
  /** Puts bounds and target-tracking policies in force; policies that the scale does not name are removed. */
  ensure(spec: { readonly service: string; readonly scale: Scale; readonly targetGroup: string }): Promise<void>;
  /** Ends scaling for the service; absent is fine. */
  remove(service: string): Promise<void>;
  /** Whether legacy's own service keeps the tasks it had when the group began to move. `unscaled`: the configuration names no service of legacy's, or it does not scale. */
  observeFloor(group: string): Promise<LegacyFloor>;
  /** Raises legacy's minimum to the tasks it has, for the group's sake; or gives it back what it had been before, once no other group needs it. */
  setFloor(group: string, held: boolean): Promise<void>;
}

/** `lowered`: it was held, and somebody took the minimum down again. */
export type LegacyFloor = 'unscaled' | 'free' | 'held' | 'lowered';
