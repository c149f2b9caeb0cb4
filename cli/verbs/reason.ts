import { InvalidArgumentError } from 'commander';

/** The page asks for no more either. */
const LONGEST = 500;

/** A reason for the journal, from `--why`: one line of words. */
export function reason(text: string): string {
  const words = text.trim().replace(/\s+/g, ' ');
  if (words === '') throw new InvalidArgumentError('Say in some words why.');
  if (words.length > LONGEST) throw new InvalidArgumentError(`It has ${words.length} characters, and ${LONGEST} is the most: name the place where the rest stands.`);
  return words;
}
