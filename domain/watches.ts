import type { Gate } from './gate.ts';
import type { Step } from './migration.ts';
import type { Stop } from './stop.ts';

/** What goes on being watched after the shadow has passed, at stops where requests are still copied: a candidate that was good in the morning may not be so at night. */
export function watchesAt(steps: readonly Step[], stop: Stop): readonly Gate[] {
  const shadow = steps.find((step) => step.kind === 'shadow');
  const cohort = steps.find((step) => step.kind === 'cohort');
  // Only what legacy answers is copied, so somebody has to be left with it.
  const leftWithLegacy = stop.kind === 'cohort' ? stop.percent < 100 : stop.kind === 'weight' && stop.percent < 100 && (cohort?.percents.at(-1) ?? 0) < 100;
  if (!shadow || !leftWithLegacy) return [];
  return shadow.gates.flatMap((gate): Gate[] => {
    if (gate.kind === 'parity') return [{ kind: 'parity-watch', mismatchBelow: gate.mismatchBelow }];
    return gate.kind === 'error-rate' ? [{ kind: 'error-watch', margin: gate.margin }] : [];
  });
}
