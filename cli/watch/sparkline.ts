const BARS = '▁▂▃▄▅▆▇█';

/** Shares (0–1) as bars `height` rows high, the newest at the right, one column each; what is before them is blank. The rows from top to bottom. */
export function sparkline(shares: readonly number[], width: number, height: number): readonly string[] {
  const shown = shares.slice(-width);
  return Array.from({ length: height }, (_, row) => {
    const below = height - 1 - row;
    return ' '.repeat(width - shown.length) + shown.map((share) => cell(share * height - below, below === 0)).join('');
  });
}

/** A bar that stands for how much of the row is filled; the lowest row shows that there was a reading even where it is nothing. */
function cell(filled: number, isLowest: boolean): string {
  const eighths = Math.round(Math.min(1, Math.max(0, filled)) * BARS.length);
  return eighths === 0 ? (isLowest ? BARS[0]! : ' ') : BARS[eighths - 1]!;
}
