import type { Counted } from '../../domain/evidence.ts';
import type { Mark } from '../../domain/mark.ts';

/** What has been served, by whom and how: the proxies' counters and the load balancer's metrics. */
export interface TrafficStats {
  /** Now, as a point from which evidence is counted. */
  mark(group: string): Promise<Mark>;
  /** Everything counted since the mark. */
  since(group: string, mark: Mark): Promise<Counted>;
}
