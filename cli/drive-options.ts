import { stopName } from '../domain/stop.ts';
import type { DriveOptions } from '../migrations/engine/drive.ts';
import type { Tick } from '../migrations/engine/tick.ts';
import type { Io } from './io.ts';

/** Pause between ticks. The kindest to AWS that still reacts within a few seconds: a tick costs about a dozen reads. */
const POLL_MS = 1_000;

/** How the verbs drive a migration; every tick that says something new is one line on standard error. */
export function driveOptions(io: Io, why: string, patienceSeconds = 600): DriveOptions {
  let last = '';
  return {
    why,
    pollMs: POLL_MS,
    patienceMs: patienceSeconds * 1_000,
    signal: io.signal,
    onTick: (tick) => {
      const line = describeTick(tick);
      if (line !== last) io.err(line);
      last = line;
    },
  };
}

/** A tick in one line. */
export function describeTick(tick: Tick): string {
  switch (tick.kind) {
    case 'changed':
      return `${stopName(tick.stop)}: ${tick.changes.join('; ')}`;
    case 'waiting':
      return `${stopName(tick.stop)}: ${tick.left[0] ?? 'waiting'}`;
    case 'settled':
      return `${stopName(tick.stop)}: as desired`;
    case 'moved':
      return `${stopName(tick.from)} → ${stopName(tick.to)}`;
    case 'rolled-back':
      return `${stopName(tick.from)} → deploy, rolled back: ${tick.because}`;
    case 'held':
      return `${stopName(tick.stop)}: held, ${tick.because}`;
    case 'finished':
      return `${stopName(tick.stop)}: the last stop`;
  }
}
