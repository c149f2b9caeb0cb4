const UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Bytes in words: `12.3 MiB`. */
export function formatBytes(bytes: number): string {
  const [unit, size] = Object.entries(UNITS).findLast(([, each]) => bytes >= each) ?? ['B', 1];
  return `${Number((bytes / size).toFixed(1))} ${unit}`;
}

/** Bytes of `500MiB`, `1GiB` or `65536`; `undefined` where the text is none. */
export function parseBytes(text: string): number | undefined {
  const [, amount, unit = 'B'] = /^(\d+(?:\.\d+)?) ?(B|KiB|MiB|GiB)?$/.exec(text) ?? [];
  return amount === undefined ? undefined : Math.floor(Number(amount) * UNITS[unit]!);
}
