/** A length of time as people write it: `500ms`, `30s`, `10m`, `12h`, `7d`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a {@link Duration}, or `undefined` where the text is not one. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

/** Milliseconds in words a person reads at a glance: `850 ms`, `9.4 s`, `12 m`, `3.5 h`, `7 d`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const [size, unit] = ms < 60_000 ? [UNIT_MS.s, 's'] : ms < UNIT_MS.h ? [UNIT_MS.m, 'm'] : ms < UNIT_MS.d ? [UNIT_MS.h, 'h'] : [UNIT_MS.d, 'd'];
  return `${Number((ms / size).toFixed(1))} ${unit}`;
}
