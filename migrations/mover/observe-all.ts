import type { ObservedData } from '../../domain/data-movement.ts';
import { describeTrouble } from '../data/describe-trouble.ts';
import type { Movement } from '../data/movement.ts';

/** How a group stands, or why that cannot be told. */
export type Told = ObservedData | 'absent' | Unknown;

interface Unknown {
  readonly unknown: string;
}

export async function observeAll(movements: readonly Movement[]): Promise<Readonly<Record<string, Told>>> {
  return Object.fromEntries(await Promise.all(movements.map(async (movement) => [movement.group, await movement.observe().catch((error: unknown): Unknown => ({ unknown: describeTrouble(error) }))] as const)));
}

export function isUnknown(told: Told): told is Unknown {
  return typeof told === 'object' && 'unknown' in told;
}
