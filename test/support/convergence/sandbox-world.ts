import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { gateName } from '../../../domain/gate.ts';
import type { Migration } from '../../../domain/migration.ts';
import { cohort, defineMigration, ecsService, front, retire, routeGroup, shadow, parity, weight } from '../../../index.ts';
import { openJournal } from '../../../migrations/adapters/open-journal.ts';
import { createUnleashFlags } from '../../../migrations/adapters/unleash/unleash-flags.ts';
import { planContext, type Engine } from '../../../migrations/engine/engine.ts';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';
import type { Journal } from '../../../migrations/ports/journal.ts';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';
import { CANDIDATE_IMAGE, openAccount } from '../../migrations/adapters/aws/account.ts';
import { startFakeProxy } from '../../migrations/adapters/aws/fake-proxy.ts';
import { createWorld, type World } from '../../migrations/adapters/aws/world.ts';
import { ADMIN_TOKEN, startTestUnleash, type TestUnleash } from '../../migrations/adapters/unleash/sandbox-unleash.ts';
import { NOBODY, startCallers, type Callers } from './callers.ts';
import { startSides } from './sides.ts';
import { createFakeDataMover } from '../../fakes/fake-data-mover.ts';
import { createFakeProxyOverrides } from '../../fakes/fake-proxy-overrides.ts';
import { hastyClock } from '../real-clock.ts';

const BUCKET = 'journals';
/** So that what the adapters wait for in seconds takes milliseconds. */
const HASTE = 20;
/** Callers cost more than the world they call in: one world in so many has them, the first of each place among them. */
export const CALLED_EVERY = 5;

/** AWS and Unleash of the sandbox, in which as many worlds fit as one likes. */
export interface Place {
  readonly aws: string;
  readonly unleash: TestUnleash;
  /** A world in which a migration of its own may begin. */
  open(): Promise<SandboxWorld>;
  close(): Promise<void>;
}

export interface SandboxWorld {
  readonly world: World;
  readonly migration: Migration;
  readonly journal: Journal;
  readonly callers: Callers;
  /** An engine that reaches everything by way of there. */
  engine(url: string, who?: string): Promise<Engine & { close(): void }>;
  close(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  const account = await openAccount(join(import.meta.dirname, 'side'));
  const unleash = await startTestUnleash();
  const s3 = new S3Client({ endpoint: account.endpoint, region: account.region, forcePathStyle: true, credentials: SANDBOX_CREDENTIALS });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  s3.destroy();
  let worlds = 0;
  return {
    aws: account.endpoint,
    unleash,
    open: async () => openWorld(await createWorld(account, { from: 100, to: 119 }), unleash, ++worlds),
    async close() {
      await unleash.stop();
      await account.close();
    },
  };
}

async function openWorld(world: World, unleash: TestUnleash, n: number): Promise<SandboxWorld> {
  const proxy = await startFakeProxy(world, `proxy-${n}`, Date.now());
  const migration = migrationOf(world, n);
  const sides = await startSides(world, migration, unleash, proxy.address);
  const callers = n % CALLED_EVERY === 1 ? startCallers(world.url) : NOBODY;
  const { endpoint = '' } = world.config.aws;
  const clock = hastyClock(HASTE);
  const at = (url: string) => ({ ...world.config, journal: `s3://${BUCKET}/world-${n}`, aws: { ...world.config.aws, endpoint: url } });
  const own = await openJournal(at(endpoint), clock);
  return {
    world,
    migration,
    journal: own,
    callers,
    async engine(url, who = `engine-${n}`) {
      const adapters = world.at(url, clock);
      const flags = createUnleashFlags({ url: url === endpoint ? unleash.url : url, token: ADMIN_TOKEN, project: 'default', environment: 'production' });
      const journal = await openJournal(at(url), clock);
      return {
        ports: { ...adapters, flags, overrides: createFakeProxyOverrides(), mover: createFakeDataMover(clock), journal, clock },
        askGates: async (gates) => gates.map((gate) => ({ gate: gateName(gate), state: 'open' as const, because: 'as told', evidence: {} })),
        drift: 'correct',
        context: planContext([migration], world.config),
        mayRetire: true,
        who,
        close: () => adapters.close(),
      };
    },
    async close() {
      await callers.stop();
      await sides.close();
      await proxy.close();
      world.close();
    },
  };
}

/** Its scaling has nowhere to go: what the machine is busy with must not show. */
function migrationOf({ names }: World, n: number): Migration {
  const definition = defineMigration({
    group: routeGroup(`goods-${n}`, ['GET /api/products', 'GET /api/products/*', '/api/categories/*']),
    candidate: ecsService({ image: CANDIDATE_IMAGE, cpu: 256, memory: 512, port: 3000, health: '/healthz', desired: 1, service: names.service, discovery: names.service, scale: { min: 1, max: 1, cpuPercent: 60 } }),
    steps: [front(), shadow({ percent: 100, until: parity({ mismatchBelow: 0.01 }) }), cohort({ percents: [10], soak: '1m', gates: [] }), weight({ percents: [50, 100], soak: '1m', gates: [] }), retire({ quietFor: '1d' })],
  });
  return parseDefinition(`${String(n).padStart(4, '0')}-catalog`, 'converge', definition);
}
