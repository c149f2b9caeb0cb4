/** What the load generator counts, as far as the demonstration shows it. */
export interface LoadStats {
  readonly sent: number;
  readonly failed: number;
  readonly delayed: number;
  readonly latencyMs: { readonly p50: number | null; readonly p99: number | null };
  readonly failures: readonly unknown[];
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
