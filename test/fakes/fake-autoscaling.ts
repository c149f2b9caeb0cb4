import type { Scale } from '../../domain/candidate.ts';
import type { Autoscaling } from '../../migrations/ports/autoscaling.ts';

/** Application Auto Scaling in memory. */
export interface FakeAutoscaling extends Autoscaling {
  readonly scales: Map<string, Scale>;
}

export function createFakeAutoscaling(): FakeAutoscaling {
  const scales = new Map<string, Scale>();
  return {
    scales,
    observe: async (service) => scales.get(service),
    ensure: async ({ service, scale }) => void scales.set(service, { ...scale }),
    remove: async (service) => void scales.delete(service),
  };
}
