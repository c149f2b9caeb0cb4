import type { MetricSink } from '../../cloudwatch/metric-sink.ts';
import type { ObjectSink } from '../../s3/object-sink.ts';
import { loadBalancerDimension } from '../arns.ts';
import { createAccessLog, type AccessLog } from './access-log/access-log.ts';
import { formatLine } from './access-log/format-line.ts';
import type { Course } from './course.ts';
import { createConnectionCount, type ConnectionCount } from './metrics/connection-count.ts';
import { createTrafficMetrics, type TrafficMetrics } from './metrics/traffic-metrics.ts';
import type { BalancerSettings } from './settings.ts';

/** What one load balancer tells of its traffic. */
export interface Balancer {
  readonly metrics: TrafficMetrics;
  readonly connections: ConnectionCount;
  /** A request is over. */
  log(course: Course, bytes: { readonly received: number; readonly sent: number }, settings: BalancerSettings): void;
}

export interface Balancers {
  of(loadBalancerArn: string): Balancer;
  /** Publishes the metrics that are no matter of a single request. */
  publish(): void;
  /** Delivers the access logs as far as they were written. */
  deliver(): Promise<void>;
}

export interface BalancersOptions {
  readonly sink: MetricSink;
  readonly zone: string;
  readonly host: string;
  /** Takes access logs. Without it there are none. */
  readonly s3?: ObjectSink | undefined;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly random: () => number;
}

export function createBalancers({ sink, zone, host, s3, now, monotonic, random }: BalancersOptions): Balancers {
  const balancers = new Map<string, Balancer>();
  const logs: AccessLog[] = [];

  const openLog = (loadBalancerArn: string): AccessLog | undefined => {
    if (s3 === undefined) return undefined;
    const onFailure = (error: Error): void => console.error(`The access log of ${loadBalancerArn} cannot be written: ${error.message}`);
    const log = createAccessLog({ loadBalancerArn, s3, node: host, now, random, onFailure });
    logs.push(log);
    return log;
  };

  const create = (arn: string): Balancer => {
    const metrics = createTrafficMetrics(sink, arn, zone);
    const accessLog = openLog(arn);
    return {
      metrics,
      connections: createConnectionCount(metrics, now()),
      log(course, { received, sent }, settings) {
        metrics.add('ProcessedBytes', received + sent);
        if (!settings.accessLog || !accessLog) return;
        accessLog.write(settings.accessLog, formatLine({ loadBalancer: loadBalancerDimension(arn), course, endedAt: now(), ended: monotonic(), receivedBytes: received, sentBytes: sent }));
      },
    };
  };

  return {
    of(arn) {
      let found = balancers.get(arn);
      if (!found) balancers.set(arn, (found = create(arn)));
      return found;
    },
    publish() {
      for (const { metrics, connections } of balancers.values()) {
        metrics.publish();
        connections.publish(now());
      }
    },
    deliver: async () => void (await Promise.all(logs.map((log) => log.deliver()))),
  };
}
