import { BanyanError, messageOf } from '../../domain/errors.ts';

/** SQLSTATE → what it means for the movement. */
const TROUBLES: Readonly<Record<string, string>> = {
  '53100': 'a store’s disk is full; nothing is lost, it goes on when there is room',
  '53200': 'a store is out of memory',
  '53300': 'a store takes no more connections',
  '57P03': 'a store is starting or stopping',
  '42501': 'the mover lacks a right in a store (docs/mover.md lists those it needs)',
  '25006': 'a store takes no writes: it is a replica, or set read-only',
  '28P01': 'a store refuses the mover’s password',
};

/** What keeps the data from moving, in words and without values of rows. */
export function describeTrouble(error: unknown): string {
  if (error instanceof BanyanError) return error.message;
  const { code } = error as { readonly code?: string };
  const said = messageOf(error).slice(0, 300) || (code ?? 'no reason');
  const known = code === undefined ? undefined : TROUBLES[code];
  if (known !== undefined) return `${known}: ${said}`;
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57)/.test(code) ? `a store refused what the mover does: ${said} [${code}]` : `a store cannot be reached: ${said}`;
}
