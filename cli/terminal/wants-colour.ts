import type { Io } from '../io.ts';

/** Colour is for people at a terminal who have not asked for none (https://no-color.org), and for whoever asks for it (https://force-color.org). */
export function wantsColour({ isTerminal, environment }: Pick<Io, 'isTerminal' | 'environment'>): boolean {
  if (environment['NO_COLOR']) return false;
  const { FORCE_COLOR: forced } = environment;
  if (forced !== undefined && forced !== '') return forced !== '0';
  return isTerminal && environment['TERM'] !== 'dumb';
}
