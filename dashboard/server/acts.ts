import { z } from 'zod';
import { LONGEST_REASON, reasonOf } from '../../domain/reason.ts';
import type { Act } from '../state/group-state.ts';

/** What people do to a group from the page, by the functions that the command line uses. Each resolves with what to tell them, in a sentence. */
export type Acts = Readonly<Record<Act, (order: Order) => Promise<string>>>;

export interface Order {
  readonly group: string;
  /** As the journal will have it. */
  readonly who: string;
  readonly why: string;
}

/** What control characters do to those who read a journal on a terminal, nobody needs. */
const text = (most: number) => z.string().transform((told) => told.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim()).pipe(z.string().min(1).max(most));

const WEIGHED = z.strictObject({ who: text(80), why: text(LONGEST_REASON) });
/** Whoever stops something is not kept from it by how they say why. */
const STOPPING = z.strictObject({ who: text(80), why: z.string().transform(reasonOf) });

/** What an order to do that must say. */
export function orderSchema(act: Act): typeof WEIGHED | typeof STOPPING {
  return act === 'hold' || act === 'rollback' ? STOPPING : WEIGHED;
}

export const ACTS = ['approve', 'hold', 'resume', 'rollback'] as const satisfies readonly Act[];
