const EVERY_MS = 250;

/** Calls each of `beats` in turn, four times a second: alarms are looked at, then what hears them acts. What throws is told to `onDefect`, and does not keep the others from their turn. */
export function startHeartbeat(beats: readonly (() => void)[], onDefect: (error: unknown) => void): { close(): void } {
  const timer = setInterval(() => {
    for (const beat of beats) {
      try {
        beat();
      } catch (error) {
        onDefect(error);
      }
    }
  }, EVERY_MS).unref();
  return { close: () => clearInterval(timer) };
}
