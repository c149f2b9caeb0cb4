import type { World } from '../../demo/world.ts';

/** What the load generator counts, as far as the demonstration shows it. */
export interface LoadStats {
  readonly sent: number;
  readonly failed: number;
  readonly delayed: number;
  readonly latencyMs: { readonly p50: number | null; readonly p99: number | null };
  readonly failures: readonly unknown[];
}

/** `load: 12,345 sent, 0 failed, p50 3.6 ms, p99 596.8 ms` */
export function formatLoad({ sent, failed, latencyMs: { p50, p99 } }: LoadStats): string {
  return `load: ${sent.toLocaleString('en')} sent, ${failed} failed, p50 ${p50 ?? '–'} ms, p99 ${p99 ?? '–'} ms`;
}

/** Asks the load generator; `undefined` where it does not answer. */
export async function readLoadStats(url: string): Promise<LoadStats | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return (await answer.json()) as LoadStats;
  } catch {
    return undefined;
  }
}

const NOTHING: LoadStats = { sent: 0, failed: 0, delayed: 0, latencyMs: { p50: null, p99: null }, failures: [] };

/**
 * The load generator's account at the end. Unless the load is kept it is stopped first and finishes what is under way, so that
 * a request which fails at the very last is counted. One that gives no account has failed.
 */
export async function finalLoadStats(load: World['load'], keep: boolean): Promise<LoadStats> {
  if (!load) return NOTHING;
  const silent = { ...NOTHING, failed: 1, failures: ['the load generator gives no account'] };
  if (keep) return (await readLoadStats(load.hello.stats)) ?? silent;
  await load.stop();
  const last = load.lines.at(-1);
  return last === undefined ? silent : (JSON.parse(last) as LoadStats);
}
