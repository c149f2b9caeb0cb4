/** Where the other services put their metrics. */
export interface MetricSink {
  put(namespace: string, metric: string, dimensions: Readonly<Record<string, string>>, value: number): void;
}
