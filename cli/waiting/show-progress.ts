import { formatDuration } from '../../domain/duration.ts';
import type { Io } from '../io.ts';

/** Nobody needs to be told of what is over before. */
const PATIENCE_MS = 2_000;
const BETWEEN_MS = 250;

/** So much of the work is done, 0–1, `undefined` where nobody knows how much there is, and so many things have been done. */
export type TellProgress = (share: number | undefined, things: number) => void;

/** Shows rate and time left on standard error, where that is a terminal and the work takes more than two seconds. `things` is what is counted: `requests`. */
export function showProgress({ progress, now }: Pick<Io, 'progress' | 'now'>, things: string): TellProgress {
  const began = now();
  let shownAt = began + PATIENCE_MS - BETWEEN_MS;
  return (share, count) => {
    const at = now();
    if (!progress || at - shownAt < BETWEEN_MS) return;
    shownAt = at;
    const ms = at - began;
    const left = share !== undefined && share > 0 && share < 1 ? `, ${formatDuration((ms * (1 - share)) / share)} left` : '';
    progress(`${share === undefined ? '' : `${Math.round(100 * share)} %, `}${count.toLocaleString('en')} ${things}, ${Math.round((1_000 * count) / ms).toLocaleString('en')} a second${left}`);
  };
}
