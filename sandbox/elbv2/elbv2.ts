import { randomUUID } from 'node:crypto';
import type { MetricSink } from '../cloudwatch/metric-sink.ts';
import { NETWORK } from '../network.ts';
import type { ObjectSink } from '../s3/object-sink.ts';
import type { Snapshot } from '../state/snapshot.ts';
import type { Service } from '../wire/service.ts';
import { createArns } from './arns.ts';
import type { Control } from './control.ts';
import { createOperations } from './operations.ts';
import { fromSnapshot, toSnapshot, type Kept } from './snapshot.ts';
import { emptyStore, has } from './store.ts';
import type { TargetRegistry } from './target-registry.ts';
import { createTargetRegistry } from './targets/create-target-registry.ts';
import type { Certificate, Certificates } from './tls/certificates.ts';
import { makeCertificate } from './tls/make-certificate.ts';
import { createDataPlane } from './traffic/data-plane.ts';
import { createStickyCookies } from './traffic/stickiness/sticky-cookie.ts';

export interface Elbv2Options {
  readonly region: string;
  readonly account: string;
  /** The loopback address that listeners bind. */
  readonly host: string;
  readonly metrics: MetricSink;
  readonly now: () => number;
  readonly random: () => number;
  /** The sandbox's time-lapse: health-check intervals and deregistration delays take this share of their seconds. Default 0.1; what is shown stays as it was set. */
  readonly timeScale?: number;
  /** Longest silence of a target, and of a client, whatever the load balancers' attributes say. */
  readonly idleTimeoutMs?: number | undefined;
  /** Longest wait for a connection to a target. AWS's: 10 s. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds from any moment on. Default: the process's. */
  readonly monotonic?: () => number;
  /** How long a change of rules or actions takes to come into force; asked at each change. Default: at once. */
  readonly propagationMs?: (() => number) | undefined;
  /** Asked at each health check: whether it is to fail, whatever the target says. */
  readonly failsProbe?: ((targetGroupArn: string, address: string, port: number) => boolean) | undefined;
  /** Takes access logs. Without it there are none. */
  readonly s3?: ObjectSink;
  /** Those that HTTPS listeners may present. Default: one for localhost, which signs itself. */
  readonly certificates?: readonly Certificate[];
  /** What an earlier one's `snapshot()` gave: this one goes on where that ended. */
  readonly restored?: Snapshot | undefined;
}

export interface Elbv2 {
  readonly service: Service;
  readonly targets: TargetRegistry;
  /** Makes a certificate where there is none, and serves the listeners of the restored state on the ports they had. To be awaited before the first call. Rejects where a port cannot be had. */
  open(): Promise<void>;
  /** Those that HTTPS listeners may present; there from `open()` on. */
  readonly certificates: Certificates;
  /** All that must be kept for another to go on from here. */
  snapshot(): Snapshot;
  close(): Promise<void>;
}

/** Elastic Load Balancing v2: the API, and load balancers that really carry requests. */
export function createElbv2(options: Elbv2Options): Elbv2 {
  const { region, account, host, metrics, now, random, timeScale = 0.1, idleTimeoutMs, connectTimeoutMs = 10_000, propagationMs, failsProbe, s3, monotonic = () => performance.now(), restored } = options;
  const kept: Kept = restored === undefined ? { store: emptyStore(), registrations: new Map(), cookieKey: randomUUID(), certificates: [] } : fromSnapshot(restored);
  const { store, cookieKey } = kept;
  const certificates = new Map([...kept.certificates, ...(options.certificates ?? [])].map((each) => [each.arn, each]));
  const plane = createDataPlane(store, {
    host,
    zone: NETWORK.zones[0],
    sink: metrics,
    cookies: createStickyCookies(cookieKey, now),
    random,
    now,
    monotonic,
    timeScale,
    certificates,
    connectMs: connectTimeoutMs,
    idleTimeoutMs,
    propagationMs,
    failsProbe,
    s3,
  });
  const control: Control = {
    store,
    arns: createArns(region, account, random, (arn) => has(store, arn)),
    plane,
    certificates,
    host,
    now,
    s3,
  };
  plane.apply();
  for (const [arn, addresses] of kept.registrations) for (const address of addresses) plane.pool(arn)?.register(address);
  return {
    service: { operations: createOperations(control) },
    targets: createTargetRegistry(control, timeScale),
    certificates,
    async open() {
      if (certificates.size === 0) {
        const made = await makeCertificate({ region, account, names: ['localhost', '*.localhost'], now });
        certificates.set(made.arn, made);
      }
      for (const listener of store.listeners.values()) await plane.open(listener);
    },
    snapshot() {
      const registered = (arn: string) => [...(plane.pool(arn)?.targets.values() ?? [])].filter(({ health }) => health.state !== 'draining').map(({ id, port }) => ({ id, port }));
      return toSnapshot({ store, cookieKey, certificates: [...certificates.values()], registrations: new Map([...store.targetGroups.keys()].map((arn) => [arn, registered(arn)])) });
    },
    close: () => plane.close(),
  };
}
