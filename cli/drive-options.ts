import type { Config } from '../domain/config.ts';
import { stopName } from '../domain/stop.ts';
import type { DriveOptions } from '../migrations/engine/drive.ts';
import { keyOfVerdicts } from '../migrations/engine/position.ts';
import type { Tick } from '../migrations/engine/tick.ts';
import type { Io } from './io.ts';

/** How the verbs drive a migration; every tick that says something new is one line on standard error. */
export function driveOptions(io: Io, { metricPeriodSeconds }: Config, why: string): DriveOptions {
  const isNews = newsOnly();
  return {
    why,
    // A tick costs a dozen reads and more. Where metrics come every minute, gates learn nothing new within five seconds.
    pollMs: Math.min(5_000, Math.max(500, (1_000 * metricPeriodSeconds) / 12)),
    patienceMs: 600_000,
    signal: io.signal,
    onTick: (tick) => {
      if (isNews(tick)) io.err(describeTick(tick));
    },
  };
}

/** Tells which ticks are worth a line: a gate that stays held is said once, and so is a wait that goes on. */
export function newsOnly(): (tick: Tick) => boolean {
  let last = '';
  return (tick) => {
    const key = tick.kind === 'held' ? `${stopName(tick.stop)} ${keyOfVerdicts(tick.verdicts)}` : describeTick(tick);
    const isNew = key !== last;
    last = key;
    return isNew;
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
