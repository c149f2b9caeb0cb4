import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from '@jest/globals';
import { residentMiB } from '../../bench/processes/resident-memory.ts';
import { startSandboxProcess } from '../sandbox/support/sandbox-process.ts';
import { clientsOf, createBalancer, createName, createWebService, IMAGES, untilTargets } from '../sandbox/support/small-world.ts';
import { startMixedLoad } from './mixed-load.ts';
import { slopePerHour } from './slope.ts';

/** `SOAK=short` is a minute, `SOAK_MINUTES=10` ten, an hour is the default. */
const MINUTES = process.env['SOAK'] === 'short' ? 1 : Number(process.env['SOAK_MINUTES'] ?? 60);
/** Each sample is taken after a rest, in which garbage is collected: what stays is what is held. */
const CYCLES = MINUTES <= 1 ? { loadMs: 8_000, restMs: 4_000 } : { loadMs: 50_000, restMs: 10_000 };
/** A minute says little about an hour: in the short form only a plain leak is found. */
const BOUND_MIB_PER_HOUR = MINUTES <= 1 ? 1_500 : MINUTES < 30 ? 60 : 12;
/** While buffers, caches and the code that is compiled grow to their size. */
const WARM_UP = 0.3;

test(`the sandbox’s memory stays flat over ${MINUTES} minutes of load`, async () => {
  const series: Sample[] = [];
  const state = await mkdtemp(join(tmpdir(), 'sandbox-soak-'));
  const sandbox = await startSandboxProcess({ images: IMAGES, state, metricPeriodSeconds: 60 });
  const clients = clientsOf(sandbox.hello, 3);
  try {
    const balancer = await createBalancer(clients, sandbox.hello);
    const { registry } = await createName(clients, sandbox.hello);
    // A task that ends has a second for its last answers, however busy the machine is.
    await clients.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: balancer.TargetGroupArn, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '50' }] }));
    await createWebService(clients, sandbox.hello, { TargetGroupArn: balancer.TargetGroupArn, registry });
    await untilTargets(clients, balancer.TargetGroupArn, 2);

    const began = performance.now();
    for (const ends = began + MINUTES * 60_000; performance.now() < ends; ) {
      const load = startMixedLoad({ hello: sandbox.hello, clients, balancer });
      await sleep(CYCLES.loadMs);
      const done = await load.stop();
      await sleep(CYCLES.restMs);
      series.push({ ...done, seconds: Math.round((performance.now() - began) / 1_000), mib: residentMiB(sandbox.child.pid ?? 0) });
    }
    expect(slopePerHour(settled(series))).toBeLessThanOrEqual(BOUND_MIB_PER_HOUR);
    expect(series.flatMap(({ failures }) => failures)).toEqual([]);
  } finally {
    console.log(inWords(series));
    clients.destroy();
    await sandbox.end('SIGTERM');
    await rm(state, { recursive: true, force: true });
  }
}, (MINUTES + 3) * 60_000);

interface Sample {
  readonly seconds: number;
  readonly mib: number;
  readonly requests: number;
  readonly failures: readonly string[];
}

function settled(series: readonly Sample[]): readonly Sample[] {
  return series.slice(Math.floor(series.length * WARM_UP));
}

function inWords(series: readonly Sample[]): string {
  const rows = series.map(({ seconds, mib, requests, failures }) => `${String(seconds).padStart(6)} s ${mib.toFixed(1).padStart(7)} MiB ${String(requests).padStart(8)} requests, failed: ${failures.join('; ') || 'none'}`);
  return [`slope after warm-up: ${slopePerHour(settled(series)).toFixed(1)} MiB/h (bound ${BOUND_MIB_PER_HOUR})`, ...rows].join('\n');
}
