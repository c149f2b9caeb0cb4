import type { Random } from './random.ts';

/** `ms`, or any whole number of milliseconds between `ms` and `toMs`. */
export function drawMs({ ms, toMs = ms }: { readonly ms: number; readonly toMs?: number | undefined }, random: Random): number {
  return Math.min(ms, toMs) + Math.floor(random() * (Math.abs(toMs - ms) + 1));
}
