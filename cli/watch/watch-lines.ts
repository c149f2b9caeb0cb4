import type { Migration } from '../../domain/migration.ts';
import { stopName } from '../../domain/stop.ts';
import { readPosition } from '../../migrations/engine/position.ts';
import type { CommonOptions, Io } from '../io.ts';
import type { OpenEngine } from '../parts/open-engine.ts';
import { recentSplits } from '../traffic/recent-split.ts';
import { formatSplit, splitBar } from '../traffic/traffic-split.ts';

/** Pause between two lines, and how far back each looks: long enough that the load balancer's last published period is in it. */
const INTERVAL_MS = 1_000;
const BAR_WIDTH = 30;

/** One line an interval: the stop, and who answered since the line before. Reads only. */
export async function watchInLines(io: Io, options: CommonOptions, { engine, together, loaded }: OpenEngine, migration: Migration, seconds: number | undefined): Promise<void> {
  const windowMs = Math.max(3 * INTERVAL_MS, 2_000 * loaded.config.metricPeriodSeconds);
  const end = seconds === undefined ? Infinity : io.now() + 1_000 * seconds;
  const split = recentSplits({ ...engine, ports: together.ports }, migration, windowMs);
  while (io.now() < end && !io.signal.aborted) {
    together.begin();
    const recent = await split();
    if (recent) {
      const stop = stopName(readPosition(migration, await engine.ports.journal.read(migration.id)).stop);
      if (options.json) io.out(JSON.stringify({ at: new Date(io.now()).toISOString(), group: migration.group.name, stop, ...recent }));
      else io.out(`${migration.group.name}  ${stop.padEnd(10)} ${splitBar(recent, BAR_WIDTH)}  ${formatSplit(recent)}`);
    }
    await io.sleep(INTERVAL_MS);
  }
}
