import { latencyBucket, quantile } from '../../domain/latency-histogram.ts';

/** What visitors do, each counted by itself. */
export type Kind =
  | 'home' | 'list' | 'product' | 'search' | 'categories' | 'category' | 'product-page' | 'search-page'
  | 'cart' | 'stock' | 'login' | 'me' | 'logout' | 'order' | 'order-page' | 'orders' | 'review' | 'export';

/** A request that was not answered as it should have been. */
export interface Failure {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: Kind;
  readonly request: string;
  readonly reason: string;
}

/** Milliseconds; `null` where nothing was answered yet. */
export interface Latency {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface LoadStats {
  readonly elapsedMs: number;
  readonly sent: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Arrivals put off because too many requests were under way; they are not made up for. */
  readonly delayed: number;
  readonly inFlight: number;
  readonly latencyMs: Latency;
  readonly kinds: Readonly<Partial<Record<Kind, { readonly sent: number; readonly failed: number; readonly latencyMs: Latency }>>>;
  /** The first {@link FAILURES_KEPT}. */
  readonly failures: readonly Failure[];
}

const FAILURES_KEPT = 20;

interface Count {
  sent: number;
  done: number;
  failed: number;
  readonly latency: Record<string, number>;
}

/** Counts what was sent and what came of it. */
export class Tally {
  delayed = 0;
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #kinds = new Map<Kind, Count>();
  readonly #failures: Failure[] = [];

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  sent(kind: Kind): void {
    this.#count(kind).sent++;
  }

  succeeded(kind: Kind, ms: number): void {
    this.#done(kind, ms);
  }

  failed(kind: Kind, ms: number, request: string, reason: string): void {
    this.#done(kind, ms).failed++;
    if (this.#failures.length < FAILURES_KEPT) this.#failures.push({ at: this.#now(), kind, request, reason });
  }

  stats(): LoadStats {
    const counts = [...this.#kinds.values()];
    const sum = (of: (count: Count) => number): number => counts.reduce((total, count) => total + of(count), 0);
    const [sent, done, failed] = [sum((c) => c.sent), sum((c) => c.done), sum((c) => c.failed)];
    const all: Record<string, number> = {};
    for (const { latency } of counts) for (const [bucket, n] of Object.entries(latency)) all[bucket] = (all[bucket] ?? 0) + n;
    return {
      elapsedMs: this.#now() - this.#startedAt,
      sent,
      succeeded: done - failed,
      failed,
      delayed: this.delayed,
      inFlight: sent - done,
      latencyMs: percentiles(all),
      kinds: Object.fromEntries(Array.from(this.#kinds, ([kind, { sent, failed, latency }]) => [kind, { sent, failed, latencyMs: percentiles(latency) }])),
      failures: [...this.#failures],
    };
  }

  #done(kind: Kind, ms: number): Count {
    const count = this.#count(kind);
    const bucket = latencyBucket(ms);
    count.done++;
    count.latency[bucket] = (count.latency[bucket] ?? 0) + 1;
    return count;
  }

  #count(kind: Kind): Count {
    let count = this.#kinds.get(kind);
    if (!count) this.#kinds.set(kind, (count = { sent: 0, done: 0, failed: 0, latency: {} }));
    return count;
  }
}

function percentiles(histogram: Readonly<Record<string, number>>): Latency {
  const at = (q: number): number | null => {
    const ms = quantile(histogram, q);
    return ms === null ? null : Math.round(ms * 10) / 10;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
