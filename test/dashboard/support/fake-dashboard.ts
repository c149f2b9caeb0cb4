import { createDashboardSource, type DashboardSource } from '../../../dashboard/looking/dashboard-source.ts';
import { engineActs } from '../../../dashboard/server/engine-acts.ts';
import { serveDashboard, type ServedDashboard } from '../../../dashboard/server/serve-dashboard.ts';
import { createSessions } from '../../../dashboard/server/sessions.ts';
import type { EngineState } from '../../../dashboard/state/dashboard-state.ts';
import { NOTHING_COMPARED, NOTHING_SERVED } from '../../../domain/counters.ts';
import type { GateName, GateVerdict } from '../../../domain/gate.ts';
import { gateName } from '../../../domain/gate.ts';
import type { Migration } from '../../../domain/migration.ts';
import type { Stop } from '../../../domain/stop.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { planContext, type Engine } from '../../../migrations/engine/engine.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';
import { exampleMigration } from '../../support/example-migration.ts';
import { realClock } from '../../support/real-clock.ts';
import { group as difference, price } from '../../shadow/report/example.ts';

export const TOKEN = 'a-token-that-nobody-guesses';

/** A page on an engine on fakes, with as many route groups as asked for. */
export interface FakeDashboard {
  readonly url: string;
  readonly world: FakeWorld;
  readonly engine: Engine;
  readonly source: DashboardSource;
  readonly migrations: readonly Migration[];
  /** Rounds of reading so far. */
  reads(): number;
  /** What a group's gates say from now on; those that are not named are open. */
  setGates(group: string, verdicts: Readonly<Partial<Record<GateName, Pick<GateVerdict, 'state' | 'because'> & { readonly evidence?: GateVerdict['evidence'] }>>>): void;
  /** Moves it there, whatever its gates say. */
  moveTo(group: string, stop: Stop): Promise<void>;
  setEngineState(state: EngineState): void;
  /** Ends the server; what it shows stays, and can be served again at the same port. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export function migrationNamed(name: string, rest: Partial<Migration> = {}): Migration {
  const { group, candidate } = exampleMigration;
  return { ...exampleMigration, id: `0001-${name}`, group: { name, patterns: name === 'catalog' ? group.patterns : [{ method: '*', path: `/api/${name}/*` }] }, candidate: { ...candidate, service: name, discovery: name }, ...rest };
}

export async function startFakeDashboard(migrations: readonly Migration[] = [migrationNamed('catalog')], options: { readonly host?: string; readonly names?: readonly string[] } = {}): Promise<FakeDashboard> {
  const world = createFakeWorld();
  world.ports.clock.advance(Date.now() - 3_600_000 - world.ports.clock.now());
  const says = new Map<string, Parameters<FakeDashboard['setGates']>[1]>();
  let reads = 0;
  const askGates: Engine['askGates'] = async (gates, evidence) => {
    const told = says.get('group' in evidence ? String(evidence.group) : '');
    return gates.map((gate): GateVerdict => ({ gate: gateName(gate), state: 'open', because: 'as it should be', evidence: {}, ...told?.[gateName(gate)] }));
  };
  const context = planContext(migrations, { namespace: 'shop.internal', priorities: { from: 100, to: 199 } });
  const moving: Engine = { ...world.engine, context };
  const stats: Engine['ports']['stats'] = {
    ...world.ports.stats,
    // Tells the gates whose evidence it is.
    since: async (group, mark) => ({ ...(await world.ports.stats.since(group, mark)), now: Date.now(), publishedUntil: Date.now(), group }),
  };
  const loadBalancer: Engine['ports']['loadBalancer'] = {
    ...world.ports.loadBalancer,
    async observe(groups) {
      reads += 1;
      return world.ports.loadBalancer.observe(groups);
    },
  };
  const engine: Engine = { ...moving, askGates, ports: { ...world.ports, stats, loadBalancer, clock: realClock } };
  let engineState: EngineState = { kind: 'watching' };
  const source = createDashboardSource({ engine, together: { begin: () => undefined, ports: engine.ports }, migrations, metricPeriodMs: 1_000, engineState: () => engineState });
  const acts = engineActs({ engine: { ...engine, ports: { ...engine.ports, clock: world.ports.clock } }, migrations, drive: { pollMs: 1, patienceMs: 1_000 }, instruments: { metricPeriodMs: 1_000, scraped: false } });
  const sessions = createSessions(TOKEN, realClock);
  const serve = (port: number) => serveDashboard({ source, acts, sessions, host: options.host ?? '127.0.0.1', port, names: options.names ?? [], now: Date.now });
  let served: ServedDashboard | undefined = await serve(0);
  const { url } = served;
  const named = (name: string): Migration => migrations.find(({ group }) => group.name === name) ?? exampleMigration;
  return {
    url,
    world,
    engine: moving,
    source,
    migrations,
    reads: () => reads,
    setGates: (group, verdicts) => void says.set(group, verdicts),
    moveTo: async (group, until) => void (await run(moving, named(group), { why: 'gates open', pollMs: 1, patienceMs: 1_000, until })),
    setEngineState: (state) => void (engineState = state),
    async goAway() {
      await served?.close();
      served = undefined;
    },
    comeBack: async () => void (served = await serve(Number(new URL(url).port))),
    async close() {
      await served?.close();
      await source.stop();
    },
  };
}

/** Traffic of a group that grows with every look, split as told; and answers that differ. */
export function letTrafficFlow({ world, source }: FakeDashboard, group: string, perLook: { readonly legacy: number; readonly cohort: number; readonly direct: number }): void {
  let looks = 0;
  const grow = () => {
    looks += 1;
    const wave = 1 + 0.1 * Math.sin(looks / 7);
    const requests = (n: number) => Math.round(n * looks * wave);
    const differences = { one: { routes: [{ route: 'GET /api/products/:id', compared: 10_532 }], differences: [difference({ firstSeen: Date.now() - 60_000, lastSeen: Date.now() - 5_000, samples: [{ at: Date.now() - 30_000, request: 'GET /api/products/17', differences: [price, { path: '$.items[].stock', kind: 'type', legacy: '"12"', candidate: '12' }] }] })] } };
    world.ports.stats.setCounted(group, {
      legacy: { ...NOTHING_SERVED, requests: requests(perLook.legacy) },
      candidate: { ...NOTHING_SERVED, requests: requests(perLook.cohort) },
      direct: { requests: requests(perLook.direct), errors: 0 },
      comparisons: { ...NOTHING_COMPARED, compared: 10_532, differing: 214, failed: 3, dropped: { ...NOTHING_COMPARED.dropped, busy: 7 } },
      differences,
    });
  };
  grow();
  source.watch(grow);
}
