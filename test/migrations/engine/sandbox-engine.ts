import { createServer } from 'node:http';
import { DescribeTargetGroupsCommand, CreateRuleCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { cohort, defineMigration, ecsService, front, parity, retire, routeGroup, shadow, weight } from '../../../index.ts';
import { gateName } from '../../../domain/gate.ts';
import type { Migration } from '../../../domain/migration.ts';
import { findStop } from '../../../domain/stop.ts';
import { run, settle } from '../../../migrations/engine/drive.ts';
import { planContext, type Engine } from '../../../migrations/engine/engine.ts';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';
import { createFakeJournal } from '../../fakes/fake-journal.ts';
import { createFakeDataMover } from '../../fakes/fake-data-mover.ts';
import { createFakeProxyOverrides } from '../../fakes/fake-proxy-overrides.ts';
import { createFakeTrafficStats } from '../../fakes/fake-traffic-stats.ts';
import { realClock } from '../../support/real-clock.ts';
import { CANDIDATE_IMAGE, openAccount } from '../adapters/aws/account.ts';
import { createWorld, type World } from '../adapters/aws/world.ts';
import { startTestUnleash, type TestUnleash } from '../adapters/unleash/sandbox-unleash.ts';

/** An engine on the sandbox's AWS and Unleash by the real adapters. Gates are open, traffic is as a test says. */
export interface SandboxEngine {
  readonly engine: Engine;
  readonly migration: Migration;
  readonly world: World;
  readonly unleash: TestUnleash;
  /** Takes the migration on to that stop and waits until the world is so. */
  reach(stop: string): Promise<void>;
  /** Ticks until the world is as the position desires it. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export const DRIVE = { why: 'test', pollMs: 50, patienceMs: 10_000 };

export function migrationTo(image: string, tasks = 1): Migration {
  return parseDefinition(
    '0001-catalog',
    'migrations/0001-catalog.migration.ts',
    defineMigration({
      group: routeGroup('catalog', ['GET /api/products', '/api/products/*', '/api/categories']),
      candidate: ecsService({ image, cpu: 256, memory: 512, port: 3000, health: '/healthz', scale: { min: tasks, max: tasks, cpuPercent: 60 } }),
      steps: [front(), shadow({ percent: 100, until: parity({ mismatchBelow: 0.01 }) }), cohort({ percents: [10] }), weight({ percents: [50, 100] }), retire({ quietFor: '1s' })],
    }),
  );
}

/** The candidate's image is built from `directory`, where it is to be another than the smallest. */
export async function startSandboxEngine(migration = migrationTo(CANDIDATE_IMAGE), directory?: string): Promise<SandboxEngine> {
  const account = await openAccount(directory);
  const world = await createWorld(account, { from: 100, to: 110 });
  const unleash = await startTestUnleash();
  const proxy = await startProxyTarget(world);
  const clock = realClock;
  const engine: Engine = {
    ports: { ...world.adapters, stats: createFakeTrafficStats(clock), flags: unleash.flags(), overrides: createFakeProxyOverrides(), mover: createFakeDataMover(clock), journal: createFakeJournal(), clock },
    askGates: async (gates) => gates.map((each) => ({ gate: gateName(each), state: 'open' as const, because: 'as told', evidence: {} })),
    drift: 'correct',
    context: planContext([migration], world.config),
    mayRetire: true,
    who: 'tester',
  };
  return {
    engine,
    migration,
    world,
    unleash,
    reach: async (stop) => void (await run(engine, migration, { ...DRIVE, until: findStop(migration, stop) ?? { kind: 'start' } })),
    settle: async () => void (await settle(engine, migration, DRIVE)),
    async close() {
      world.close();
      await unleash.stop();
      await account.close();
      await proxy.close();
    },
  };
}

let addresses = 0;

/** Something healthy in the proxy's target group, led to by a rule that its owners made. */
async function startProxyTarget({ person, config }: World): Promise<{ close(): Promise<void> }> {
  const Id = `127.44.${process.pid % 250}.${++addresses}`;
  const server = createServer((_, response) => void response.setHeader('connection', 'close').end('proxy'));
  await new Promise<void>((resolve) => server.listen(3000, Id, resolve));
  const { TargetGroups } = await person.elb.send(new DescribeTargetGroupsCommand({ Names: [config.proxy.targetGroup] }));
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
  const Conditions = [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-shop-operator', Values: ['proxy'] } }];
  await person.elb.send(new CreateRuleCommand({ ListenerArn: config.aws.listener, Priority: 50, Conditions, Actions: [{ Type: 'forward', TargetGroupArn }] }));
  await person.elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id, Port: 3000 }] }));
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}
