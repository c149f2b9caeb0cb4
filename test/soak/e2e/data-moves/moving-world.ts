import { performance } from 'node:perf_hooks';
import type { FlagState as EngineFlags } from '../../../../domain/desired-state.ts';
import type { Migration } from '../../../../domain/migration.ts';
import { formatPattern } from '../../../../domain/route-group.ts';
import { backfill, cohort, cutover, data, defineMigration, ecsService, front, reverse, routeGroup, sync, table, verifyData, weight } from '../../../../index.ts';
import { openServer } from '../../../../migrations/adapters/postgres/server-database.ts';
import { createMovement, type Movement } from '../../../../migrations/data/movement.ts';
import type { Engine } from '../../../../migrations/engine/engine.ts';
import { targetGroupName } from '../../../../migrations/engine/rules.ts';
import { parseDefinition } from '../../../../migrations/files/parse-definition.ts';
import { askGates } from '../../../../migrations/gates/ask-gates.ts';
import type { DataMover } from '../../../../migrations/ports/data-mover.ts';
import { createFakeTrafficStats } from '../../../fakes/fake-traffic-stats.ts';
import { startTestProxy } from '../../../proxy/support/proxy.ts';
import { createFakeWorld, type FakeWorld } from '../../../support/fake-world.ts';
import { storesOf } from '../../../support/moving.ts';
import type { PostgresServer } from '../../../support/postgres-server.ts';
import { realClock } from '../../../support/real-clock.ts';
import { ACCOUNTS, SCHEMA, startSide, type Side } from './side.ts';

export const MIGRATION: Migration = parseDefinition(
  '0002-orders',
  'migrations/0002-orders.migration.ts',
  defineMigration({
    group: routeGroup('catalog', ['/api/products', '/api/products/*']),
    candidate: ecsService({ image: 'shop/orders:1', cpu: 256, memory: 512, port: 3000, health: '/healthz', desired: 2 }),
    data: data({ from: 'LEGACY_DATABASE_URL', to: 'ORDERS_DATABASE_URL', tables: [table('accounts', { key: 'id' }), table('orders', { key: 'id' })] }),
    steps: [front(), sync(), backfill(), verifyData(), cohort({ percents: [50], soak: '150ms' }), cutover({ soak: '150ms' }), weight({ percents: [50, 100], soak: '150ms' }), reverse({ soak: '150ms' })],
  }),
);

/** A real proxy before two real services with two real databases and a real mover between them; the load balancer and ECS are fakes, and so is who asks them. */
export interface MovingWorld {
  readonly fake: FakeWorld;
  readonly legacy: Side;
  readonly candidate: Side;
  /** An engine of its own, as a new process has it. */
  engine(): Engine;
  readonly mover: DataMover;
  /** Where the load balancer sends the next request. */
  readonly where: () => string;
  /** The mover dies in the middle of whatever it does, and another takes over. */
  killMover(): Promise<void>;
  /** Every connection to that database breaks off. */
  breakConnections(side: 'legacy' | 'candidate'): Promise<void>;
  close(): Promise<void>;
}

export async function openMovingWorld(server: PostgresServer, name: string, { orders, random }: { readonly orders: number; readonly random: () => number }): Promise<MovingWorld> {
  const urls = { legacy: await server.createDatabase(`legacy_${name}`), candidate: await server.createDatabase(`candidate_${name}`) };
  const [legacy, candidate] = [await startSide('legacy', urls.legacy), await startSide('candidate', urls.candidate)];
  for (const { pool } of [legacy, candidate]) await pool.query(SCHEMA);
  await legacy.pool.query(`insert into accounts select i, 'account ' || i from generate_series(1, ${ACCOUNTS}) i`);
  await legacy.pool.query(`insert into orders (ref, account_id, total) select ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, 1 + i % ${ACCOUNTS}, 1 + i % 50 from generate_series(1, ${orders}) i`);
  await legacy.pool.query('update accounts set spent = (select coalesce(sum(total), 0) from orders where account_id = accounts.id)');
  return joinWorld({ migration: MIGRATION, legacy, candidate, urls, random });
}

export interface WorldParts {
  /** Of a group `catalog`: the test proxy's flags have that name. */
  readonly migration: Migration;
  readonly legacy: Side;
  readonly candidate: Side;
  readonly urls: Readonly<Record<'legacy' | 'candidate', string>>;
  readonly random: () => number;
}

/** Proxy, mover and engine between two sides that are there. */
export async function joinWorld({ migration, legacy, candidate, urls, random }: WorldParts): Promise<MovingWorld> {
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, patterns: migration.group.patterns.map(formatPattern), flags: 'none', movesData: true });
  const fake = createFakeWorld({ migration });
  let current = startMover(migration, urls);

  const mover: DataMover = {
    observe: async (groups) => Object.fromEntries(await Promise.all(groups.map(async (group) => [group, await current.movement.observe()] as const))),
    ensure: (_group, desired) => current.movement.ensure(desired),
    remove: () => current.movement.remove(),
  };
  const flags = followedFlags(fake, (state) => proxy.flagServer.set(state === 'none' ? 'none' : { on: state.on, cohort: state.cohortPercent, shadow: 0, ...(state.writes && { writes: state.writes }) }));

  return {
    fake,
    legacy,
    candidate,
    mover,
    engine: () => ({ ...fake.engine, ports: { ...fake.ports, clock: realClock, stats: createFakeTrafficStats(realClock), mover, flags }, askGates }),
    where() {
      const rule = [...fake.ports.loadBalancer.rules.values()].find((each) => each?.role === 'group');
      let drawn = random() * 100;
      const target = rule?.targets.find(({ percent }) => (drawn -= percent) < 0)?.targetGroup;
      if (target === 'proxy') return `http://127.0.0.1:${proxy.port}`;
      return target === targetGroupName('catalog') ? candidate.url : legacy.url;
    },
    async killMover() {
      const dead = current;
      dead.stop();
      await Promise.all([terminate(legacy, 'banyan mover'), terminate(candidate, 'banyan mover')]);
      current = startMover(migration, urls);
      await dead.ended;
    },
    breakConnections: (side) => terminate(side === 'legacy' ? legacy : candidate, '%'),
    async close() {
      current.stop();
      await current.ended;
      await Promise.all([legacy.close(), candidate.close()]);
    },
  };
}

interface RunningMover {
  readonly movement: Movement;
  stop(): void;
  readonly ended: Promise<void>;
}

/** Works until it is stopped, as the mover's process does. */
function startMover({ data }: Migration, urls: WorldParts['urls']): RunningMover {
  if (!data) throw new Error('the migration moves no data');
  const stores = storesOf(openServer(urls.legacy), openServer(urls.candidate), data);
  const movement = createMovement({ ...stores, group: 'orders', data, leads: () => Promise.resolve(true), now: () => realClock.now(), elapsed: () => performance.now(), salt: 'salt' });
  const stopped = new AbortController();
  const work = async (): Promise<void> => {
    while (!stopped.signal.aborted) await realClock.sleep(await movement.turn());
    await movement.close();
  };
  return { movement, stop: () => stopped.abort(), ended: work() };
}

async function terminate({ pool }: Side, application: string): Promise<void> {
  await pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name like $1', [application]).catch(() => undefined);
}

/** The engine's flags, which the proxy sees at its next look. */
function followedFlags({ ports }: FakeWorld, follow: (state: EngineFlags | 'none') => void): Engine['ports']['flags'] {
  return {
    observe: (group) => ports.flags.observe(group),
    async ensure(group, state) {
      await ports.flags.ensure(group, state);
      follow(state);
    },
    async archive(group) {
      await ports.flags.archive(group);
      follow('none');
    },
  };
}
