import type { Histogram, Registry } from 'prom-client';

/** Durations of one kind, counted in buckets. */
export interface Latencies {
  observe(ms: number): void;
}

/** Upper edges, in milliseconds. */
const EDGES = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

/**
 * A Prometheus histogram by labels. prom-client's own finds its labels anew at each observation, which costs more than all else that is
 * counted of a request; so the buckets are kept here, and put into prom-client's words when somebody asks.
 */
export function createLatencyMetric(registry: Registry, { name, help, labels: labelNames }: { name: string; help: string; labels: readonly string[] }): (labels: Readonly<Record<string, string>>) => Latencies {
  const kinds: { readonly labels: Readonly<Record<string, string>>; readonly counts: number[]; sum: number }[] = [];

  function values() {
    return kinds.flatMap(({ labels, counts, sum }) => {
      let below = 0;
      const buckets = EDGES.map((edge, i) => ({ labels: { le: edge / 1_000, ...labels }, value: (below += counts[i]!), metricName: `${name}_bucket` }));
      const count = below + counts[EDGES.length]!;
      return [
        ...buckets,
        { labels: { le: '+Inf', ...labels }, value: count, metricName: `${name}_bucket` },
        { labels, value: sum / 1_000, metricName: `${name}_sum` },
        { labels, value: count, metricName: `${name}_count` },
      ];
    });
  }

  const metric = { name, help, labelNames, type: 'histogram', aggregator: 'sum', get: async () => ({ name, help, type: 'histogram', aggregator: 'sum', values: values() }), reset() {} };
  registry.registerMetric(metric as unknown as Histogram);

  return (labels) => {
    const kind = { labels, counts: Array.from({ length: EDGES.length + 1 }, () => 0), sum: 0 };
    kinds.push(kind);
    return {
      observe(ms) {
        let bucket = 0;
        while (bucket < EDGES.length && ms > EDGES[bucket]!) bucket += 1;
        kind.counts[bucket]! += 1;
        kind.sum += ms;
      },
    };
  };
}
