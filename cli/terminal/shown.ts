import { visible } from '../../shadow/report/visible.ts';
import type { Io, Outside, Painted } from '../io.ts';

/** A text in which nothing but its own line breaks steers a terminal, unless it was painted by us. */
function shown(text: string | Painted): string {
  return typeof text === 'string' ? text.split('\n').map(visible).join('\n') : text.painted;
}

/** The ways in which verbs say something: a reason, a path or an answer of somebody else's reaches no terminal raw. */
export function saidSafely({ out, err, progress }: Pick<Outside, 'out' | 'err' | 'progress'>): Pick<Io, 'out' | 'err' | 'progress'> {
  return { out: (line) => out(shown(line)), err: (line) => err(shown(line)), ...(progress && { progress: (text) => progress(shown(text)) }) };
}
