import { InvalidArgumentError } from 'commander';
import { NO_REASON, reasonOf } from '../../domain/reason.ts';

/** A reason for what nobody has to do in a hurry: it is asked for in words. */
export function weighedReason(text: string): string {
  const words = reasonOf(text);
  if (words === NO_REASON) throw new InvalidArgumentError('Say in some words why.');
  return words;
}
