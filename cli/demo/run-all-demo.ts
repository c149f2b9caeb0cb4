import { settleLedger } from '../../demo/ledger/settle-ledger.ts';
import type { LedgerReport } from '../../demo/ledger/compare-ledger.ts';
import type { Ledger } from '../../demo/ledger/ledger.ts';
import type { World } from '../../demo/world.ts';
import type { Comparisons } from '../../domain/counters.ts';
import { BanyanError } from '../../domain/errors.ts';
import { positionOf } from '../../domain/journal-entry.ts';
import { bareMark } from '../../domain/mark.ts';
import { runAll } from '../../migrations/engine/run-all.ts';
import { describeTick, driveOptions, newsOnly } from '../driving/drive-options.ts';
import type { Io } from '../io.ts';
import { finalLoadStats, type LoadStats } from '../sandbox/load-stats.ts';
import { openEngine } from '../parts/open-engine.ts';
import type { LiveView } from './live-view.ts';
import { watchMonolith } from './watch-monolith.ts';

/** How the whole move went. `ok` only if every group is retired, no request failed, copies were compared, the monolith answers none of the groups’ requests any more and the ledger is right. */
export interface AllReport {
  readonly ok: boolean;
  readonly seconds: number;
  readonly sent: number;
  readonly failed: number;
  readonly load: LoadStats;
  readonly groups: readonly GroupReport[];
  /** What the monolith counts that it was asked for within the last seconds, all groups being retired: of the groups, and of everything else. */
  readonly monolith: { readonly ofGroups: number; readonly ofTheRest: number };
  readonly ledger: LedgerReport;
}

export interface GroupReport {
  readonly group: string;
  readonly stop: string;
  readonly comparisons: Pick<Comparisons, 'compared' | 'differing'>;
}

const PATIENCE_MS = 120_000;
const WATCH_MS = 3_000;

/** Moves every group of the shop at once under its load, each after those it comes after, and holds what the load was promised against what the stores have. */
export async function moveAll(io: Io, world: World, view: LiveView, began: number): Promise<AllReport> {
  const { stores } = world;
  if (!stores) throw new BanyanError('SANDBOX_FAILED', 'the sandbox has no stores for the services');
  const { engine, together, migrations, loaded } = await openEngine(io, { config: world.file, yes: true });
  const seconds = (): string => ((io.now() - began) / 1_000).toFixed(1).padStart(6);
  view.say(`the shop is up at ${world.url} after ${seconds().trim()} s`);
  const news = new Map(migrations.map(({ id }) => [id, newsOnly()]));
  const compared = new Map<string, GroupReport['comparisons']>();
  const readings: Promise<void>[] = [];
  await runAll(engine, together, migrations, {
    ...driveOptions(io, loaded.config, 'demonstration'),
    patienceMs: PATIENCE_MS,
    onTick: ({ id, group }, tick) => {
      if (news.get(id)?.(tick)) view.say(`${seconds()} s  ${group.name.padEnd(9)} ${describeTick(tick)}`);
      // A group that retires gives the proxies a new revision, which begins to count anew.
      if (tick.kind === 'moved' && tick.from.kind === 'shadow') readings.push(engine.ports.stats.since(group.name, bareMark(began)).then(({ comparisons }) => void compared.set(id, comparisons)));
    },
  });
  await Promise.allSettled(readings);
  const monolith = await watchMonolith(world, migrations, () => io.sleep(WATCH_MS));
  const load = await finalLoadStats(world.load, false);
  const ledger = await settleLedger(JSON.parse(world.load?.lines.at(-2) ?? '{"orders":[],"sessions":[]}') as Ledger, stores, io.now);
  const groups: GroupReport[] = [];
  for (const { id, group } of migrations) {
    const { compared: n = 0, differing = 0 } = compared.get(id) ?? {};
    groups.push({ group: group.name, stop: positionOf(await engine.ports.journal.read(id)), comparisons: { compared: n, differing } });
  }
  return {
    ok: groups.length > 0 && groups.every(({ stop, comparisons }) => stop === 'retire' && comparisons.compared > 0) && load.failed === 0 && monolith.ofGroups === 0 && monolith.ofTheRest > 0 && ledger.ok,
    seconds: (io.now() - began) / 1_000,
    sent: load.sent,
    failed: load.failed,
    load,
    groups,
    monolith,
    ledger,
  };
}

export function printAllReport(io: Io, { ok, seconds, sent, failed, groups, monolith, ledger, load }: AllReport): void {
  const { orders, sessions } = ledger;
  io.out('');
  io.out(`${ok ? 'Everything has moved' : 'Not everything is as it should be'} after ${Math.round(seconds)} s.`);
  io.out(`  requests   ${sent.toLocaleString('en')} sent, ${failed} failed`);
  for (const { group, stop, comparisons } of groups) io.out(`  ${group.padEnd(10)} stands at ${stop}; ${comparisons.compared.toLocaleString('en')} answers compared, ${comparisons.differing} differing`);
  io.out(`  monolith   asked ${monolith.ofGroups} times for what has moved, and ${monolith.ofTheRest} times for the rest, in the last ${WATCH_MS / 1_000} s`);
  io.out(`  orders     ${orders.placed} placed, for ${inEuros(orders.sumCents)}`);
  for (const [name, books] of [['monolith', orders.monolith], ['service', orders.service]] as const) {
    io.out(`    ${name.padEnd(8)} ${books.found} found for ${inEuros(books.sumCents)}: ${books.lost.length} lost, ${books.twice.length} twice, ${books.wrong.length} wrong; the stock of ${books.stockWrong.length} products is wrong`);
  }
  io.out(`  sessions   ${sessions.begun} begun; ${sessions.lost.monolith} not known to the monolith, ${sessions.lost.service} not known to the service`);
  for (const failure of load.failures.slice(0, 10)) io.out(`  failed: ${JSON.stringify(failure)}`);
}

function inEuros(cents: number): string {
  return `${(cents / 100).toLocaleString('en', { minimumFractionDigits: 2 })} EUR`;
}
