import type { Scale } from '../../domain/candidate.ts';
import type { Autoscaling } from '../../migrations/ports/autoscaling.ts';

/** Application Auto Scaling in memory. */
export interface FakeAutoscaling extends Autoscaling {
  readonly scales: Map<string, Scale>;
  /** Groups for which legacy keeps its tasks. */
  readonly floors: Set<string>;
  /** Legacy's bounds: it has 5 tasks, and 2 at the least of its own. */
  readonly legacy: { min: number };
}

const LEGACY = { own: 2, tasks: 5 };

export function createFakeAutoscaling(): FakeAutoscaling {
  const scales = new Map<string, Scale>();
  const floors = new Set<string>();
  const legacy = { min: LEGACY.own };
  return {
    scales,
    floors,
    legacy,
    observe: async (service) => scales.get(service),
    ensure: async ({ service, scale }) => void scales.set(service, { ...scale }),
    remove: async (service) => void scales.delete(service),
    async observeFloor(group) {
      if (!floors.has(group)) return 'free';
      return legacy.min < LEGACY.tasks ? 'lowered' : 'held';
    },
    async setFloor(group, held) {
      if (held) floors.add(group);
      else floors.delete(group);
      legacy.min = floors.size > 0 ? LEGACY.tasks : LEGACY.own;
    },
  };
}
