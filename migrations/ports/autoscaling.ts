import type { Scale } from '../../domain/candidate.ts';

/** Application Auto Scaling as the engine needs it. */
export interface Autoscaling {
  /** Bounds and targets in force for the service, or `undefined` where it does not scale. */
  observe(service: string): Promise<Scale | undefined>;
  /** Puts bounds and target-tracking policies in force; policies that the scale does not name are removed. */
  ensure(spec: { readonly service: string; readonly scale: Scale; readonly targetGroup: string }): Promise<void>;
  /** Ends scaling for the service; absent is fine. */
  remove(service: string): Promise<void>;
}
