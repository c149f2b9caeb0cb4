/** How much is read at once, and how long to rest afterwards. */
export interface Pace {
  readonly rows: number;
  readonly pauseMs: number;
  /** Of one row, smoothed; of the quickest that was seen, slowly forgotten. `null` before the first chunk. */
  readonly best: number | null;
}

export const FIRST_PACE: Pace = { rows: 1_000, pauseMs: 0, best: null };

const CHUNK_MS = 150;
const ROWS = { least: 50, most: 100_000 };
/** A source that takes so many times as long for a row as it can has others to serve. */
const BUSY = 3;
const LONGEST_PAUSE_MS = 2_000;

/**
 * The pace after a chunk: its size follows the time the source took, so that no read holds the source for long; and where a row costs much more than it did at best, the mover
 * rests as long as the excess, so that a source under load gets the time it lacks. Pure.
 */
export function nextPace(pace: Pace, chunk: { readonly rows: number; readonly ms: number }): Pace {
  if (chunk.rows === 0) return pace;
  const perRow = Math.max(chunk.ms, 0.01) / chunk.rows;
  // Small reads are dear by the row for their round trip alone and say nothing of load.
  const best = chunk.rows < ROWS.least ? pace.best : Math.min(perRow, (pace.best ?? perRow) * 1.01);
  const factor = Math.min(4, Math.max(0.5, CHUNK_MS / Math.max(chunk.ms, 1)));
  const isBusy = best !== null && chunk.ms > CHUNK_MS / 4 && perRow > best * BUSY;
  return {
    rows: Math.round(Math.min(ROWS.most, Math.max(ROWS.least, pace.rows * factor))),
    pauseMs: isBusy ? Math.min(LONGEST_PAUSE_MS, chunk.ms - best * chunk.rows) : 0,
    best,
  };
}
