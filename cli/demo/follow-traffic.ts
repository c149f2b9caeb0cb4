import type { Migration } from '../../domain/migration.ts';
import { stopName, stopsOf } from '../../domain/stop.ts';
import type { Engine } from '../../migrations/engine/engine.ts';
import type { Tick } from '../../migrations/engine/tick-result.ts';
import type { Io } from '../io.ts';
import { recentSplits } from '../traffic/recent-split.ts';
import { formatSplit, splitBar, type TrafficSplit } from '../traffic/traffic-split.ts';
import type { LiveView } from './live-view.ts';
import { formatLoad, readLoadStats, type LoadStats } from '../sandbox/load-stats.ts';

const INTERVAL_MS = 1_000;
/** How far back the split looks: the load balancer's metrics lag by a period or two. */
const WINDOW_MS = 3_000;
/** On plain lines the split is said only so often. */
const SAY_EVERY = 5;

export interface Following {
  readonly io: Io;
  readonly engine: Engine;
  readonly migration: Migration;
  readonly view: LiveView;
  readonly began: number;
  readonly statsUrl: string | undefined;
}

/** Keeps the view up to date about where the group stands, how its traffic splits and how the load fares. Reads only. */
export function followTraffic(following: Following): { tick(tick: Tick): void; end(): void } {
  const { io, engine, migration, view, statsUrl } = following;
  let last: Tick | undefined;
  const ending = new AbortController();
  const split = recentSplits(engine, migration, WINDOW_MS);
  let turns = 0;

  const look = async () => {
    const recent = await split();
    const load = statsUrl === undefined ? undefined : await readLoadStats(statsUrl);
    if (ending.signal.aborted) return;
    view.draw(drawing(following, last, recent, load));
    if (turns++ % SAY_EVERY === 0 && !view.isLive && last) view.say(`          ${[recent && formatSplit(recent), load && formatLoad(load)].filter(Boolean).join('; ')}`);
  };
  const loop = async () => {
    while (!ending.signal.aborted) {
      // A proxy that is being replaced cannot be asked: the next look will do.
      await look().catch(() => {});
      await io.sleep(INTERVAL_MS);
    }
  };
  void loop();
  return {
    tick: (tick) => (last = tick),
    end: () => {
      ending.abort();
      view.end();
    },
  };
}

function drawing({ io, migration, began }: Following, last: Tick | undefined, split: TrafficSplit | undefined, load: LoadStats | undefined): string[] {
  const here = last === undefined ? 'start' : stopName('stop' in last ? last.stop : 'to' in last ? last.to : { kind: 'deploy' });
  const journey = stopsOf(migration).map(stopName).map((stop) => (stop === here ? `[${stop}]` : stop)).join(' ');
  return [
    '',
    `${migration.group.name}  ${journey}`,
    ...(split ? [splitBar(split, 50), formatSplit(split)] : []),
    ...(load ? [formatLoad(load)] : []),
    ...(last?.kind === 'held' ? last.verdicts.map(({ gate, state, because }) => `  ${gate} ${state}: ${because}`) : []),
    `${((io.now() - began) / 1_000).toFixed(0)} s`,
  ];
}
