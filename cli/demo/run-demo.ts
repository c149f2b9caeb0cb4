import { once } from 'node:events';
import { startWorld, SHOP_MIGRATIONS, type World } from '../../demo/world.ts';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Counted } from '../../domain/evidence.ts';
import { lastMove, positionOf } from '../../domain/journal-entry.ts';
import { bareMark } from '../../domain/mark.ts';
import { allDifferences } from '../../domain/merge-differences.ts';
import { stopName } from '../../domain/stop.ts';
import { run } from '../../migrations/engine/drive.ts';
import type { Engine } from '../../migrations/engine/engine.ts';
import type { Tick } from '../../migrations/engine/tick-result.ts';
import { describeTick, driveOptions, newsOnly } from '../driving/drive-options.ts';
import { formatBytes } from '../../domain/bytes.ts';
import type { CommonOptions, Io } from '../io.ts';
import { migrationOf, openEngine } from '../parts/open-engine.ts';
import { splitOf, type TrafficSplit } from '../traffic/traffic-split.ts';
import { printDemoReport, stopReports, type DemoReport } from './demo-report.ts';
import { followTraffic } from './follow-traffic.ts';
import { plainView, terminalView, type LiveView } from './live-view.ts';
import { moveAll, printAllReport } from './run-all-demo.ts';
import { finalLoadStats } from '../sandbox/load-stats.ts';

const GROUP = 'catalog';

export interface DemoOptions extends CommonOptions {
  readonly load: number;
  readonly keep: boolean;
  /** Every group of the shop, rather than its catalog alone. */
  readonly all: boolean;
  readonly runtime: 'process' | 'docker';
}

/**
 * Starts the sandbox with the shop under load and moves its catalog, or everything that has a migration file, through every stop, with the parts and the calls that any
 * other migration uses.
 * The exit status is 0 only if what was moved is retired, no request failed, copies were compared and, where all was moved, the ledger is right.
 */
export async function runDemo(io: Io, options: DemoOptions): Promise<void> {
  const began = io.now();
  const view = options.json || !io.isTerminal ? plainView(options.json ? io.err : io.out) : terminalView(io, () => process.stdout.columns || 80);
  view.say(options.runtime === 'docker' ? 'building the images, and starting the sandbox, the shop and its load …' : 'starting the sandbox, the shop and its load …');
  const world = await startWorld({ directory: io.directory, load: options.load, migrations: SHOP_MIGRATIONS, sandbox: { runtime: options.runtime }, now: io.now }).catch((error: unknown) => {
    throw new BanyanError('SANDBOX_FAILED', `the sandbox did not start: ${messageOf(error)}`, { cause: error });
  });
  try {
    const report = options.all ? await moveAll(io, world, view, began) : await migrate(io, world, view, began, options.keep);
    if (options.json) io.out(JSON.stringify({ ...report, images: world.images }));
    else if ('ledger' in report) printAllReport(io, report);
    else printDemoReport(io, report);
    if (!options.json) for (const { image, bytes } of world.images) io.out(`  image      ${image.padEnd(16)} ${formatBytes(bytes)}`);
    if (options.keep) await stay(io, world);
    if (!report.ok) io.setStatus(1);
  } finally {
    await world.close();
  }
}

async function migrate(io: Io, world: World, view: LiveView, began: number, keep: boolean): Promise<DemoReport> {
  const { engine, migrations, loaded } = await openEngine(io, { config: world.file, yes: true });
  const migration = migrationOf(migrations, GROUP);
  view.say(`the shop is up at ${world.url} after ${((io.now() - began) / 1_000).toFixed(1)} s`);
  const follower = followTraffic({ io, engine, migration, view, began, statsUrl: world.load?.hello.stats });
  const served = new Map<string, TrafficSplit>();
  const readings: Promise<void>[] = [];
  const readTotals = (): Promise<Counted> => engine.ports.stats.since(migration.group.name, bareMark(began));
  let totals: Counted | undefined;
  const isNews = newsOnly();
  const onTick = (tick: Tick) => {
    follower.tick(tick);
    // On a terminal the gates stand in the drawing, with their numbers as they change.
    if (isNews(tick) && !(view.isLive && tick.kind === 'held')) view.say(`${((io.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${describeTick(tick)}`);
    if (tick.kind === 'moved') readings.push(readServed(engine, migration, stopName(tick.from), served));
    // The last move gives the proxies a new revision, which begins to count anew.
    if (tick.kind === 'moved' && tick.to.kind === 'retire') readings.push(readTotals().then((read) => void (totals = read)));
  };
  try {
    await run(engine, migration, { ...driveOptions(io, loaded.config, 'demonstration'), patienceMs: 120_000, onTick });
  } finally {
    await Promise.allSettled(readings);
    follower.end();
  }
  totals ??= await readTotals();
  const { differences } = allDifferences(totals.differences);
  const load = await finalLoadStats(world.load, keep);
  const entries = await engine.ports.journal.read(migration.id);
  const stop = positionOf(entries);
  return {
    ok: stop === 'retire' && load.failed === 0 && totals.comparisons.compared > 0,
    group: GROUP,
    stop,
    retired: stop === 'retire',
    seconds: (io.now() - began) / 1_000,
    sent: load.sent,
    failed: load.failed,
    load,
    stops: stopReports(entries, began, served),
    comparisons: totals.comparisons,
    differences: differences.map(({ route, fields, count }) => ({ route, fields, count })),
  };
}

/** Who answered while the group stood at a stop, read as it leaves. */
async function readServed(engine: Engine, migration: Migration, stop: string, served: Map<string, TrafficSplit>): Promise<void> {
  const entries = await engine.ports.journal.read(migration.id);
  const mark = lastMove(entries.slice(0, entries.findLastIndex(({ kind }) => kind === 'moved')))?.mark;
  if (mark) served.set(stop, splitOf(await engine.ports.stats.since(migration.group.name, mark)));
}

async function stay(io: Io, world: World): Promise<void> {
  io.err(`Everything is still running: the shop at ${world.url}, its configuration in ${world.file}. Ctrl-C ends it.`);
  if (!io.signal.aborted) await once(io.signal, 'abort');
}
