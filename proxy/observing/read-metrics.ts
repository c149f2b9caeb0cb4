import { Counter, Gauge, type Registry } from 'prom-client';

/** Says one value and the labels it has, in the order in which they were declared. */
export type Tell = (value: number, ...labels: readonly string[]) => void;

export interface ReadMetric {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** How the values of several workers become one. Default `sum`. */
  readonly aggregator?: 'sum' | 'max' | 'min';
  readonly read: (tell: Tell) => void;
}

/** A counter that is read off the proxy's state when somebody asks for it: it costs a request nothing. Values of equal labels are added up. */
export function counterOf(registry: Registry, metric: ReadMetric): void {
  register(Counter, registry, metric);
}

/** The same, of what goes up and down. */
export function gaugeOf(registry: Registry, metric: ReadMetric): void {
  register(Gauge, registry, metric);
}

function register(Metric: typeof Counter | typeof Gauge, registry: Registry, { name, help, labels = [], aggregator = 'sum', read }: ReadMetric): void {
  const metric = new Metric({
    name,
    help,
    labelNames: [...labels],
    aggregator,
    registers: [],
    collect(this: Counter | Gauge) {
      this.reset();
      read((value, ...texts) => (texts.length > 0 ? this.labels(...texts).inc(value) : this.inc(value)));
    },
  });
  registry.registerMetric(metric);
}
