import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from '@jest/globals';
import { residentMiB } from '../../bench/processes/resident-memory.ts';
import { startSandboxProcess } from '../sandbox/support/sandbox-process.ts';
import { clientsOf, createBalancer, createName, createWebService, IMAGES, untilTargets } from '../sandbox/support/small-world.ts';
import { INSPECTABLE, readHeldMemory, type HeldMemory, type MemoryReader } from './held-memory.ts';
import { startMixedLoad } from './mixed-load.ts';
import { slopeOf } from './slope.ts';

/** `SOAK=short` is a minute, `SOAK_MINUTES=10` ten, an hour is the default. */
const MINUTES = process.env['SOAK'] === 'short' ? 1 : Number(process.env['SOAK_MINUTES'] ?? 60);
const CYCLES = MINUTES <= 1 ? { loadMs: 4_000, restMs: 1_000 } : { loadMs: 55_000, restMs: 5_000 };
/** Memory after a forced collection is read so many times in all: rarely, for collections keep small what V8 lets grow by itself; and often enough that the slope over the second half has a margin. */
const READINGS = MINUTES <= 1 ? 12 : 20;
/**
 * Flat is: over the second half, with 95 % confidence, resident memory after a collection rises by less than this. In the first half buffers, caches, compiled code and the kept values of metrics grow to their size; a minute
 * says little about an hour, and shows a plain leak only.
 */
const BOUND_MIB_PER_HOUR = MINUTES <= 1 ? 1_200 : MINUTES < 30 ? 120 : 15;
/** At any time, garbage included. */
const RESIDENT_BOUND_MIB = 300;
/** So short that the values of metrics, which are kept up to a number, come to it within the first half of an hour. */
const METRIC_PERIOD_SECONDS = 5;

test(`the sandbox’s memory stays flat over ${MINUTES} minutes of load`, async () => {
  const samples: Sample[] = [];
  const held: (HeldMemory & { seconds: number })[] = [];
  let memory: MemoryReader | undefined;
  const state = await mkdtemp(join(tmpdir(), 'sandbox-soak-'));
  const sandbox = await startSandboxProcess({ images: IMAGES, state, metricPeriodSeconds: METRIC_PERIOD_SECONDS }, { NODE_OPTIONS: INSPECTABLE });
  const clients = clientsOf(sandbox.hello, 3);
  try {
    const balancer = await createBalancer(clients, sandbox.hello);
    const { registry } = await createName(clients, sandbox.hello);
    // A task that ends has a second for its last answers, however busy the machine is.
    await clients.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: balancer.TargetGroupArn, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '50' }] }));
    await createWebService(clients, sandbox.hello, { TargetGroupArn: balancer.TargetGroupArn, registry });
    await untilTargets(clients, balancer.TargetGroupArn, 2);

    memory = await readHeldMemory(sandbox.child);
    const began = performance.now();
    for (const ends = began + MINUTES * 60_000; performance.now() < ends; ) {
      const load = startMixedLoad({ hello: sandbox.hello, clients, balancer });
      await sleep(CYCLES.loadMs);
      const done = await load.stop();
      await sleep(CYCLES.restMs);
      const seconds = Math.round((performance.now() - began) / 1_000);
      const resident = residentMiB(sandbox.child.pid ?? 0);
      const isReading = seconds >= ((held.length + 1) * MINUTES * 60) / READINGS - 5;
      samples.push({ ...done, seconds, mib: resident });
      if (isReading) held.push({ seconds, ...(await memory.read()) });
      process.stderr.write(`${inWords(samples.slice(-1), isReading ? held.slice(-1) : [])}\n`);
    }
    const { perHour, margin } = slopeOf(residentThen(held));
    expect(perHour + margin).toBeLessThanOrEqual(BOUND_MIB_PER_HOUR);
    expect(Math.max(...samples.map(({ mib }) => mib))).toBeLessThanOrEqual(RESIDENT_BOUND_MIB);
    expect(samples.flatMap(({ failures }) => failures)).toEqual([]);
  } finally {
    console.log(`over the second half, MiB/h: resident after a collection ${slopeInWords(residentThen(held))}; held ${slopeInWords(secondHalf(held))}; resident at any time ${slopeInWords(secondHalf(samples))}\n${inWords(samples, held)}`);
    memory?.close();
    clients.destroy();
    await sandbox.end('SIGTERM');
    await rm(state, { recursive: true, force: true });
  }
}, (MINUTES + 3) * 60_000);

interface Sample {
  readonly seconds: number;
  /** Resident, before anything was collected by force. */
  readonly mib: number;
  readonly requests: number;
  readonly failures: readonly string[];
}

function secondHalf<Each>(series: readonly Each[]): readonly Each[] {
  return series.slice(Math.floor(series.length / 2));
}

function residentThen(held: readonly (HeldMemory & { readonly seconds: number })[]): readonly { readonly seconds: number; readonly mib: number }[] {
  return secondHalf(held).map(({ seconds, resident }) => ({ seconds, mib: resident }));
}

function slopeInWords(series: readonly { readonly seconds: number; readonly mib: number }[]): string {
  const { perHour, margin } = slopeOf(series);
  return `${perHour.toFixed(1)} ± ${margin.toFixed(1)}`;
}

function inWords(samples: readonly Sample[], held: readonly (HeldMemory & { readonly seconds: number })[]): string {
  return [
    ...samples.map(({ seconds, mib, requests, failures }) => `${String(seconds).padStart(6)} s ${mib.toFixed(1).padStart(7)} MiB resident, ${String(requests).padStart(8)} requests, failed: ${failures.join('; ') || 'none'}`),
    ...held.map(({ seconds, mib, heap, external, resident }) => `${String(seconds).padStart(6)} s ${mib.toFixed(1).padStart(7)} MiB held: heap ${heap.toFixed(1)}, outside it ${external.toFixed(1)}; resident then ${resident.toFixed(1)}`),
  ].join('\n');
}
