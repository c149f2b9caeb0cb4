import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { LedgerReport } from '../../../demo/ledger/compare-ledger.ts';
import { settleLedger } from '../../../demo/ledger/settle-ledger.ts';
import { CLUSTER } from '../../../demo/shop/services.ts';
import { startWorld, type World } from '../../../demo/world.ts';
import { closeDatabase, cutConnections } from '../../support/cut-database.ts';
import { runCli } from '../../support/run-cli.ts';
import { ROOT } from '../../support/source-files.ts';
import { until } from '../../support/until.ts';
import { GROUPS, startCallers, type Callers, type Group } from './callers.ts';

const IS_SHORT = process.env['SOAK'] === 'short';
const AWAY_MS = IS_SHORT ? 1_000 : 15_000;
/** So many answers in a row say that a group is back. */
const BACK = 10;
const DEADLINE_MS = 90_000;

let directory: string;
let world: World;
let ecs: ECSClient;
let callers: Callers;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-absences-'));
  world = await startWorld({ directory, load: 0, migrations: join(ROOT, 'test/fixtures/straight-migrations'), now: Date.now });
  const { awsEndpoint: endpoint, region, credentials } = world.sandbox;
  ecs = new ECSClient({ endpoint, region, credentials });
  const moved = await runCli(['run', '--all'], { directory });
  if (moved.status !== 0) throw new Error(`the groups did not move:\n${moved.err}`);
  callers = await startCallers(world.url);
}, 240_000);
afterAll(async () => {
  await callers.stop();
  ecs.destroy();
  await world.close();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

/** Takes something away, and returns what brings it back. */
type TakeAway = () => Promise<() => Promise<void>>;

const scale = (service: string, desiredCount: number): Promise<unknown> => ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service, desiredCount }));
const running = async (service: string): Promise<number> => (await ecs.send(new DescribeServicesCommand({ cluster: CLUSTER, services: [service] }))).services?.[0]?.runningCount ?? -1;

const stopped = (service: string): TakeAway => async () => {
  const tasks = await running(service);
  await scale(service, 0);
  await until(async () => ((await running(service)) === 0 ? true : undefined), DEADLINE_MS);
  return async () => void (await scale(service, tasks));
};
const killed = (service: string): TakeAway => async () => {
  const { url, token } = world.sandbox.faults;
  const fault = { on: 'tasks', service, effect: { kind: 'crash' }, when: { first: await running(service) }, forSeconds: 1 };
  const answer = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(fault) });
  if (!answer.ok) throw new Error(await answer.text());
  return async () => {};
};
type StoreName = keyof NonNullable<World['stores']>;
const urlOf = (store: StoreName): string => world.stores?.[store] ?? '';
const closed = (store: StoreName): TakeAway => async () => (await closeDatabase(urlOf(store))).reopen;
const cut = (store: StoreName): TakeAway => async () => {
  expect(await cutConnections(urlOf(store))).toBeGreaterThan(0);
  return async () => {};
};

interface Absence {
  readonly name: string;
  readonly takeAway: TakeAway;
  /** Whose callers may notice; everybody else's may not. */
  readonly of: Group | 'nobody';
  readonly inShort?: boolean;
}

const ABSENCES: readonly Absence[] = [
  { name: 'catalog stopped', takeAway: stopped('catalog'), of: 'catalog' },
  { name: 'accounts stopped', takeAway: stopped('accounts'), of: 'accounts' },
  { name: 'orders stopped', takeAway: stopped('orders'), of: 'orders', inShort: true },
  { name: 'the monolith stopped', takeAway: stopped('monolith'), of: 'pages' },
  { name: 'catalog killed', takeAway: killed('catalog'), of: 'catalog' },
  { name: 'accounts killed', takeAway: killed('accounts'), of: 'accounts' },
  { name: 'orders killed', takeAway: killed('orders'), of: 'orders' },
  { name: 'the bus closed', takeAway: closed('events'), of: 'nobody', inShort: true },
  { name: 'the connections of the bus cut', takeAway: cut('events'), of: 'nobody' },
  { name: 'the store of accounts closed', takeAway: closed('accounts'), of: 'accounts' },
  { name: 'the connections of orders cut', takeAway: cut('orders'), of: 'orders' },
  { name: 'the connections of accounts cut', takeAway: cut('accounts'), of: 'accounts' },
  { name: 'the connections of the monolith cut', takeAway: cut('shop'), of: 'pages' },
];

const lines: string[] = [];
const percentile = (values: readonly number[], share: number): number => values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;

test.each(ABSENCES.filter(({ inShort }) => !IS_SHORT || inShort))('$name: callers of the other groups notice nothing', async ({ name, takeAway, of }) => {
  const from = Date.now();
  const bringBack = await takeAway();
  await sleep(AWAY_MS);
  await bringBack();
  const since = Date.now();
  await until(() => {
    const last = callers.outcomes.filter(({ group, at }) => at >= since && (of === 'nobody' || group === of)).slice(-BACK);
    return last.length === BACK && last.every(({ wrong }) => wrong === undefined) ? true : undefined;
  }, DEADLINE_MS);
  const backAfterMs = Date.now() - since;
  const seen = callers.outcomes.filter(({ at }) => at >= from);
  const said = GROUPS.map((group) => {
    const asked = seen.filter((each) => each.group === group);
    const failed = asked.filter(({ wrong }) => wrong !== undefined).length;
    return `${group} ${failed}/${asked.length} failed, p99 ${percentile(asked.map(({ ms }) => ms), 0.99)} ms`;
  });
  lines.push(`${name}, ${Date.now() - from - backAfterMs} ms: ${said.join('; ')}; back after ${backAfterMs} ms`);
  const others = seen.filter(({ group }) => group !== of);
  expect(others.length).toBeGreaterThan(20);
  expect(others.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
}, 240_000);

test('after all of it every order and every login is there once, sums and stock are right, and every event has arrived', async () => {
  await callers.stop();
  const { stores } = world;
  if (!stores) throw new Error('there are no stores');
  const report: LedgerReport = await until(async () => {
    const settled = await settleLedger(callers.ledger, stores, Date.now);
    return settled.ok ? settled : undefined;
  }, 60_000).catch(() => settleLedger(callers.ledger, stores, Date.now));
  const { orders, sessions } = report;
  lines.push(`${orders.placed} orders for ${orders.sumCents} cents, found ${orders.monolith.found} and ${orders.service.found}; ${sessions.begun} sessions`);
  console.log(lines.join('\n'));
  expect(report).toMatchObject({ ok: true });
  await until(async () => ((await underWay(stores)) === 0 ? true : undefined), 60_000);
}, 200_000);

/** Events that no outbox was relieved of, or that the bus has and their hearer has not. */
async function underWay({ shop, accounts, orders, events }: NonNullable<World['stores']>): Promise<number> {
  const hearers = { monolith: shop, accounts, orders };
  const untold = await Promise.all(Object.values(hearers).map(async (url) => (await ask(url, 'select event_id from outbox')).length));
  const unheard = await Promise.all(
    Object.entries(hearers).map(async ([queue, url]) => {
      const heard = new Set(await ask(url, 'select event_id from inbox'));
      return (await ask(events, 'select event_id from messages where queue = $1', [queue])).filter((id) => !heard.has(id)).length;
    }),
  );
  return [...untold, ...unheard].reduce((sum, n) => sum + n, 0);
}

async function ask(url: string, sql: string, values: readonly unknown[] = []): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ event_id: string }>(sql, [...values])).rows.map(({ event_id }) => event_id);
  } finally {
    await client.end();
  }
}
