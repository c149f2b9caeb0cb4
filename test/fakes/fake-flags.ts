import type { FlagState } from '../../domain/desired-state.ts';
import type { Flags } from '../../migrations/ports/flags.ts';

/** Flags in memory. */
export function createFakeFlags(): Flags {
  const states = new Map<string, FlagState>();
  return {
    async observe(group) {
      return states.get(group) ?? 'none';
    },
    async ensure(group, { on, cohortPercent, shadowPercent, writes }) {
      states.set(group, { on, cohortPercent, shadowPercent, ...(writes && { writes }) });
    },
    async archive(group) {
      states.delete(group);
    },
  };
}
