import type { Config } from '../../domain/config.ts';
import { describeLearned, keyOfLearned } from '../../domain/learned.ts';
import { stopName } from '../../domain/stop.ts';
import type { DriveOptions } from '../../migrations/engine/drive.ts';
import { keyOfVerdicts } from '../../migrations/engine/position.ts';
import type { Tick } from '../../migrations/engine/tick-result.ts';
import { visible } from '../../shadow/report/visible.ts';
import type { Io } from '../io.ts';
import { firstDifferences, isAboutDifferences } from '../report/first-differences.ts';

/** How the verbs drive a migration; every tick that says something new is one line on standard error, and the others show how it comes on. */
export function driveOptions(io: Io, { metricPeriodSeconds }: Config, why: string): DriveOptions {
  const isNews = newsOnly();
  return {
    why,
    // A tick costs a dozen reads and more. Where metrics come every minute, gates learn nothing new within five seconds.
    pollMs: Math.min(5_000, Math.max(500, (1_000 * metricPeriodSeconds) / 12)),
    patienceMs: 600_000,
    signal: io.signal,
    onTick: (tick) => {
      if (!isNews(tick)) return io.progress?.(describeTick(tick));
      io.err(describeTick(tick));
      for (const line of differencesAt(tick, io.now())) io.err(`    ${line}`);
    },
  };
}

/** The same for one step: a gate that is held ends it, and is told as its end. */
export function stepOptions(io: Io, config: Config, why: string): DriveOptions {
  const options = driveOptions(io, config, why);
  return {
    ...options,
    onTick: (tick) => {
      if (tick.kind !== 'held') return options.onTick?.(tick);
      for (const line of [...(tick.learned ? describeLearned(tick.learned) : []), ...differencesAt(tick, io.now())]) io.err(`    ${line}`);
    },
  };
}

/** What somebody may do who has interrupted it. */
export function howToGoOn(group: string): string {
  return `\`banyan run ${group}\` goes on from there; \`banyan rollback ${group} --why "…"\` returns the group to legacy.`;
}

/** Tells which ticks are worth a line: a gate that stays held is said once, and so is a wait that goes on. */
export function newsOnly(): (tick: Tick) => boolean {
  let last = '';
  return (tick) => {
    const key = tick.kind === 'held' ? `${stopName(tick.stop)} ${keyOfVerdicts(tick.verdicts)} ${keyOfLearned(tick.learned)}` : describeTick(tick);
    const isNew = key !== last;
    last = key;
    return isNew;
  };
}

/** How answers differ, where that was decided upon: a group that was taken back, or a parity gate that is held or has been passed. */
export function differencesAt(tick: Tick, now: number): readonly string[] {
  if (tick.kind === 'rolled-back') return firstDifferences(tick.differences, now);
  if (tick.kind !== 'held' && tick.kind !== 'moved') return [];
  const isAsked = tick.verdicts.some(({ gate, state }) => isAboutDifferences(gate) && (tick.kind === 'moved' || state !== 'open'));
  return isAsked ? firstDifferences(tick.differences, now) : [];
}

/** A tick in one line. */
export function describeTick(tick: Tick): string {
  switch (tick.kind) {
    case 'changed':
      return `${stopName(tick.stop)}: ${tick.drift.length > 0 ? `${tick.drift.join('; ')}. Put right: ` : ''}${tick.changes.join('; ')}`;
    case 'waiting':
      return `${stopName(tick.stop)}: ${tick.left[0] ?? 'waiting'}`;
    case 'settled':
      return `${stopName(tick.stop)}: as desired`;
    case 'moved':
      return `${stopName(tick.from)} → ${stopName(tick.to)}`;
    case 'rolled-back':
      return `${stopName(tick.from)} → deploy, rolled back: ${visible(tick.because)}`;
    case 'held':
      return [`${stopName(tick.stop)}: held, ${visible(tick.because)}`, ...(tick.learned ? describeLearned(tick.learned).map((line) => `  ${line}`) : [])].join('\n');
    case 'finished':
      return `${stopName(tick.stop)}: the last stop`;
  }
}
