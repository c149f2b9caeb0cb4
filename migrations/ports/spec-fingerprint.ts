import { createHash } from 'node:crypto';
import type { ServiceSpec } from './container-service.ts';

/** Names what a service's tasks are made from: equal for equal specifications, whatever the order of their members. How many there are is no part of it. */
export function specFingerprint({ group, targetGroup, candidate }: ServiceSpec): string {
  const { desired: _, scale: __, ...task } = candidate;
  return createHash('sha256').update(canonical({ group, targetGroup, task })).digest('hex').slice(0, 32);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}
