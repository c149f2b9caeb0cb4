import { setTimeout as sleep } from 'node:timers/promises';
import type { DesiredData, ObservedData } from '../../../domain/data-movement.ts';
import { createDataMover } from '../../../migrations/adapters/data/data-mover.ts';
import { startChild } from '../../processes/child.ts';
import { peakResidentMiB } from '../../processes/resident-memory.ts';
import { ROWS } from './stores.ts';

const TOKEN = 'of the bench';
/** As docs/mover.md has it for machines with little memory. */
const FRUGAL = { NODE_OPTIONS: '--max-semi-space-size=4', MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072' };
const LONGEST_MS = 120_000;

/** `banyan mover` as a process of its own, told by its admin port as the engine does. */
export interface BenchMover {
  tell(told: DesiredData): Promise<void>;
  until(what: (seen: ObservedData) => boolean): Promise<ObservedData>;
  remove(): Promise<void>;
  peakMiB(): number;
  stop(): Promise<void>;
}

/** `migrations`: a directory of bench/processes. */
export async function startMover(migrations: string, legacy: string, candidate: string): Promise<BenchMover> {
  const child = await startChild(['bin/banyan.ts', 'mover', '--migrations', `bench/processes/${migrations}`, '--port', '0', '--json'], { ...FRUGAL, LEGACY_DATABASE_URL: legacy, ORDERS_DATABASE_URL: candidate, BANYAN_ADMIN_TOKEN: TOKEN });
  const mover = createDataMover({ url: (JSON.parse(child.firstLine) as { mover: string }).mover, token: TOKEN, lookMs: 10_000 });
  return {
    tell: (told) => mover.ensure('orders', told),
    async until(what) {
      let seen: ObservedData | 'absent' | undefined;
      for (const began = performance.now(); performance.now() - began < LONGEST_MS; await sleep(100)) {
        seen = (await mover.observe(['orders']))['orders'];
        if (seen && seen !== 'absent' && what(seen)) return seen;
      }
      throw new Error(`the mover was not through within ${LONGEST_MS / 1_000} s: ${JSON.stringify(seen)}`);
    },
    remove: () => mover.remove('orders'),
    peakMiB: () => peakResidentMiB(child.process.pid ?? 0),
    stop: () => child.stop(),
  };
}

export interface MoverTimes {
  readonly backfillSeconds: number;
  readonly verifySeconds: number;
  /** Of the mover's process, over both. */
  readonly peakMiB: number;
}

/** Copies all, and when all is copied compares. What is said of rows is checked. */
export async function timeMover(migrations: string, legacy: string, candidate: string): Promise<MoverTimes> {
  const mover = await startMover(migrations, legacy, candidate);
  try {
    const began = performance.now();
    await mover.tell({ flow: 'forward', backfill: true, verify: false });
    const { backfill } = await mover.until((seen) => seen.backfill.done);
    if (backfill.copied !== ROWS || backfill.quarantined > 0) throw new Error(`${backfill.copied} rows were copied and ${backfill.quarantined} refused, of ${ROWS}`);
    const copied = performance.now();
    await mover.tell({ flow: 'forward', backfill: true, verify: true });
    const { verification } = await mover.until((seen) => seen.verification.lastPass !== null);
    if (verification.checked !== ROWS || verification.differing > 0) throw new Error(`${verification.checked} rows were compared and ${verification.differing} differed, of ${ROWS}`);
    const compared = performance.now();
    const peakMiB = mover.peakMiB();
    await mover.tell({ flow: 'none', backfill: false, verify: false });
    await mover.remove();
    return { backfillSeconds: (copied - began) / 1_000, verifySeconds: (compared - copied) / 1_000, peakMiB };
  } finally {
    await mover.stop();
  }
}
